// The messages, letter for letter.

import Testing

@testable import LensStore

@Suite struct ErrorMessageTests {
  @Test(
    arguments: [
      (
        .indexNotFound(tried: ["/w/index", "/h/lens"]),
        "/w/index, /h/lens: expected an index, found none. Make one with `lens index FILES`, or name its directory with --index."
      ),
      (
        .indexMissing(directory: "/w/index"),
        "/w/index: expected an index, found no finished one. Make it with `lens index FILES`, or name another directory with --index."
      ),
      (
        .locked(directory: "/w/index", holder: 42),
        "/w/index: expected no other writer, found process 42 writing. Wait until it ends, or end it."
      ),
      (
        .locked(directory: "/w/index", holder: nil),
        "/w/index: expected no other writer, found another process writing. Wait until it ends, or end it."
      ),
      (
        .busy(path: "/w/index"),
        "/w/index: expected it free, found it in use by others. Try again later."
      ),
      (
        .newerFormat(path: "/w/index/papers.sqlite", found: 3, supported: 1),
        "/w/index/papers.sqlite: expected a format this lens knows, found one made by a newer lens (format 3, this lens reads up to 1). Update lens."
      ),
      (
        .damaged(file: "/w/index/model-1", section: "terms", expected: "checksum 1", found: "2"),
        "/w/index/model-1, section terms: expected checksum 1, found 2. The file is damaged: rebuild the index with `lens index FILES`."
      ),
      (
        .foreignFile(file: "/w/index/model-1", expected: "checksum 1", found: "2"),
        "/w/index/model-1: expected checksum 1, found 2. The file belongs to another index or generation: restore the right one, or rebuild the index with `lens index FILES`."
      ),
      (
        .sectionMissing(file: "/w/index/model-1", section: "terms"),
        "/w/index/model-1: expected section terms, found none. Rebuild the index with `lens index FILES`."
      ),
      (
        .outOfRange(
          file: "/w/index/model-1", section: "terms", expected: "elements 0..<3", found: "3"),
        "/w/index/model-1, section terms: expected elements 0..<3, found 3. If this came from a query, the index is damaged: rebuild it with `lens index FILES`."
      ),
      (
        .duplicateID(file: "/w/index/papers.sqlite", id: "a"),
        "/w/index/papers.sqlite: expected each paper id once, found \"a\" twice. Give each paper its own id."
      ),
      (
        .system(operation: "sync the file", path: "/w/index/model-1", code: 5),
        "/w/index/model-1: expected to sync the file, found: input/output error. Look at the disk and the system's log, then try again."
      ),
      (
        .system(operation: "write the file", path: "/w/index/model-1", code: 28),
        "/w/index/model-1: expected to write the file, found: no space left on device. Free disk space and try again; the index is as it was before."
      ),
      (
        .system(operation: "open the lock", path: "/w/index/lock", code: 13),
        "/w/index/lock: expected to open the lock, found: permission denied. Grant this user access, or name another directory with --index."
      ),
      (
        .database(path: "/w/index/papers.sqlite", code: 13, message: "database or disk is full"),
        "/w/index/papers.sqlite: expected SQLite to answer, found error 13: database or disk is full. Free disk space, grant access to the directory, or try again."
      ),
      (
        .tooLarge(file: "model-1", section: "terms", limit: 4, found: 5),
        "model-1, section terms: expected at most 4, found 5. Split the library into several indexes."
      ),
    ] as [(StoreError, String)])
  func saysWhereWhatAndWhatToDo(_ error: StoreError, _ message: String) {
    #expect(error.description == message)
  }
}
