// The two functions that libFuzzer's own main calls: once, and with each input.
//
// One binary holds every fuzzer; $LENS_FUZZ names the one to run, because the arguments are libFuzzer's.
import Glibc

/// Ends the process where `$LENS_FUZZ` names no fuzzer.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeRawPointer?, _ arguments: UnsafeRawPointer?) -> CInt {
  guard Fuzzer.chosen == nil else { return 0 }
  puts("LENS_FUZZ: expected one of \(Fuzzer.all.map(\.name).joined(separator: " ")).")
  exit(2)
}

/// Runs the fuzzer on one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  Fuzzer.chosen?.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}
