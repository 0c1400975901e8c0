// Blocks, cursors and the index on its own: what is written is what is read.

import CKernels
import LensStore
import LensText
import Testing

@testable import LensLexical

@Suite struct PostingsTests {
  @Test func blocksOfAnySizeAndWidthRoundTrip() throws {
    let seed: UInt64 = 11
    var generator = SeededGenerator(seed: seed)
    let kernels = lens_posting_kernels_current().pointee
    for round in 0..<400 {
      let count = round < 128 ? round + 1 : Int.random(in: 1...128, using: &generator)
      let gapBits = Int.random(in: 0...24, using: &generator)
      let frequencyBits = Int.random(in: 0...16, using: &generator)
      let previous = Int.random(in: -1...1000, using: &generator)
      var documents: [UInt32] = []
      var last = previous
      for _ in 0..<count {
        last += 1 + Int.random(in: 0..<(1 << gapBits), using: &generator)
        documents.append(UInt32(last))
      }
      let frequencies = documents.map { _ in
        UInt16(1 + Int.random(in: 0..<min(1 << frequencyBits, 65_535), using: &generator))
      }
      var bytes: [UInt8] = []
      documents.withUnsafeBufferPointer { documents in
        frequencies.withUnsafeBufferPointer { frequencies in
          PostingBlock.append(
            documents: documents, frequencies: frequencies, after: previous, to: &bytes)
        }
      }
      let byteCount = bytes.count
      bytes.append(contentsOf: [UInt8](repeating: 0xFF, count: PostingBlock.slack))
      var read = [UInt32](repeating: 0, count: PostingBlock.capacity)
      var readFrequencies: [UInt16] = []
      let end = try bytes.withUnsafeBytes { raw in
        let base = try #require(raw.baseAddress)
        let layout = try #require(
          PostingBlock.Layout(block: base, byteCount: byteCount, count: count))
        let end = read.withUnsafeMutableBufferPointer { read in
          read.baseAddress.map {
            kernels.unpack(
              (base + PostingBlock.Layout.gapsStart).assumingMemoryBound(to: UInt8.self), count,
              UInt32(layout.gapWidth), Int64(previous), $0)
          }
        }
        for i in 0..<count {
          readFrequencies.append(
            UInt16(
              PostingBlock.frequency(
                base + layout.frequenciesStart, at: i, width: layout.frequencyWidth)))
        }
        return end
      }
      #expect(end == UInt64(last), "seed \(seed), round \(round)")
      #expect(Array(read.prefix(count)) == documents, "seed \(seed), round \(round)")
      #expect(readFrequencies == frequencies, "seed \(seed), round \(round)")
    }
  }

  @Test func theWidestGapFits() throws {
    var bytes: [UInt8] = []
    let documents: [UInt32] = [0, UInt32.max - 1]
    documents.withUnsafeBufferPointer { documents in
      [UInt16](repeating: .max, count: 2).withUnsafeBufferPointer {
        PostingBlock.append(documents: documents, frequencies: $0, after: -1, to: &bytes)
      }
    }
    #expect(bytes[0] == 32)
    #expect(bytes[1] == 16)
    #expect(bytes.count == 2 + 8 + 4)
  }

  @Test func cornersBoundEveryPostingAndStayFew() {
    let seed: UInt64 = 12
    var generator = SeededGenerator(seed: seed)
    for round in 0..<120 {
      var frontier = ImpactFrontier()
      frontier.add(frequency: 60_000, length: 1)
      frontier.clear()
      let postings = (0..<Int.random(in: 1...200, using: &generator)).map { _ in
        (
          frequency: UInt16.random(in: 1...(round % 5 == 0 ? 65_535 : 20), using: &generator),
          length: UInt32.random(in: 0...(round % 7 == 0 ? 200_000 : 300), using: &generator)
        )
      }
      for posting in postings {
        frontier.add(frequency: posting.frequency, length: posting.length)
      }
      for limit in [1, 4, 8] {
        let corners = frontier.corners(limit: limit, averageLength: 100)
        #expect((1...limit).contains(corners.count), "seed \(seed), round \(round)")
        for posting in postings {
          let isBounded = corners.contains {
            $0.frequency >= posting.frequency && UInt32($0.length) <= posting.length
          }
          #expect(isBounded, "seed \(seed), round \(round), limit \(limit), \(posting)")
        }
        for (first, second) in zip(corners, corners.dropFirst()) {
          #expect(first.frequency > second.frequency && first.length > second.length)
        }
      }
    }
  }

  @Test func everyTermReadsBackItsPostings() throws {
    let seed: UInt64 = 13
    let corpus = Corpus.zipf(documents: 1200, terms: 400, length: 0...25, seed: seed)
    let index = try corpus.index()
    try index.verify()
    #expect(index.documentCount == corpus.documents.count)
    var lists = [[[Int]]](repeating: [], count: corpus.names.count)
    for (document, terms) in corpus.documents.enumerated() {
      for (term, count) in terms { lists[Int(term)].append([document, Int(count)]) }
    }
    var seen = 0
    for (number, name) in corpus.names.enumerated() {
      let expected = lists[number]
      guard let info = try index.lookup(Array(name.utf8)) else {
        #expect(expected.isEmpty, "seed \(seed), \(name)")
        continue
      }
      #expect(try index.term(info.term) == Array(name.utf8))
      #expect(info.documentFrequency == expected.count)
      var cursor = try index.postings(of: info)
      #expect(cursor.document == -1)
      var read: [[Int]] = []
      try cursor.advance()
      while cursor.document != PostingsCursor.end {
        read.append([cursor.document, Int(cursor.frequency)])
        try cursor.advance()
      }
      try cursor.advance()
      #expect(cursor.document == PostingsCursor.end)
      #expect(read == expected, "seed \(seed), \(name)")
      seen += read.count
    }
    #expect(index.postingCount == seen)
    for document in corpus.documents.indices {
      #expect(try index.length(of: document) == corpus.length(of: document))
    }
    #expect(try index.lookup(Array("unknown".utf8)) == nil)
    #expect(try index.lookup([]) == nil)
  }

  @Test func seekFindsTheFirstPostingNotBeforeItsTarget() throws {
    let seed: UInt64 = 14
    var generator = SeededGenerator(seed: seed)
    // Densities from every document down to a handful: one block, some, and many.
    for modulus in [1, 2, 9, 60, 700, 4000] {
      var corpus = Corpus(names: ["a"])
      for _ in 0..<6000 {
        let isIn = Int.random(in: 0..<modulus, using: &generator) == 0
        corpus.documents.append(isIn ? [(term: 0, count: 3)] : [])
      }
      corpus.documents[4444] = [(term: 0, count: 7)]
      let index = try corpus.index()
      // The first posting at or behind each document.
      var next = [Int](repeating: PostingsCursor.end, count: 9_001)
      for document in corpus.documents.indices.reversed() {
        next[document] = corpus.documents[document].isEmpty ? next[document + 1] : document
      }
      let info = try #require(try index.lookup(Array("a".utf8)))
      for step in [9, 130, 1000, 9000] {
        var cursor = try index.postings(of: info)
        var target = 0
        while target < 6100 {
          target = min(target + Int.random(in: 1...step, using: &generator), 6100)
          if Bool.random(using: &generator) { cursor.shallowSeek(to: target) }
          try cursor.seek(to: target)
          let expected = next[target]
          #expect(cursor.document == expected, "seed \(seed), modulus \(modulus), to \(target)")
          if Int.random(in: 0..<3, using: &generator) == 0, expected != PostingsCursor.end {
            #expect(cursor.frequency == (expected == 4444 ? 7 : 3))
            try cursor.advance()
            let after = next[expected + 1]
            #expect(
              cursor.document == after, "seed \(seed), modulus \(modulus), behind \(expected)")
            target = max(target, min(after, 6100))
          }
        }
      }
    }
  }

  @Test func theBytesDependNeitherOnInterningOrderNorOnPasses() throws {
    let corpus = Corpus.zipf(documents: 600, terms: 300, length: 5...40, seed: 15)
    func bytes(reversed: Bool, postingsPerPass: Int) throws -> [[UInt8]] {
      var table = TermTable()
      for name in reversed ? corpus.names.reversed() : corpus.names { table.intern(name) }
      table.intern("used by no document")
      var bags = DocumentTerms()
      let last = UInt32(corpus.names.count - 1)
      for document in corpus.documents {
        bags.append(document.map { (term: reversed ? last - $0.term : $0.term, count: $0.count) })
      }
      let directory = IndexDirectory(
        path: "/index", fileSystem: MemoryFileSystem(directories: ["/index"]))
      let writer = try SectionedFileWriter(creating: .segment, id: 1, in: directory)
      try LexicalIndex.write(
        terms: table, documents: bags, to: writer, postingsPerPass: postingsPerPass)
      let file = try SectionedFile(opening: try writer.finish(), in: directory)
      return try file.sectionIDs.map { Array(try file.section($0).bytes()) }
    }
    let expected = try bytes(reversed: false, postingsPerPass: LexicalIndex.postingsPerPass)
    #expect(try bytes(reversed: true, postingsPerPass: 1 << 20) == expected)
    #expect(try bytes(reversed: false, postingsPerPass: 1) == expected)
    #expect(try bytes(reversed: false, postingsPerPass: 1000) == expected)
  }

  @Test func anEmptyIndexIsOrdinary() throws {
    let index = try Corpus(names: []).index()
    try index.verify()
    #expect(index.documentCount == 0)
    #expect(try index.lookup(Array("a".utf8)) == nil)
    let blank = try Corpus(names: ["a"], documents: [[], []]).index()
    try blank.verify()
    #expect(blank.documentCount == 2)
    #expect(blank.termCount == 0)
  }
}
