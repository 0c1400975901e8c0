// SVDBench FOLDER [RANK [WAY…]]: the truncated SVD of the CSR matrix in FOLDER (offsets.i64, indices.u32,
// values.f32, as peers/svd.py writes them); prints seconds and captured energy as JSON.
//
// Every further argument is a way to search, leastRows:columns:blockWidth:basisWidth, or
// whole:blockWidth:basisWidth:cycles; without any the defaults.
import Glibc
import LensLinear

func quit(_ message: String) -> Never {
  let line = Array((message + "\n").utf8)
  _ = write(2, line, line.count)
  exit(2)
}

func read<Element: BitwiseCopyable>(_ path: String, as type: Element.Type) -> [Element] {
  guard let file = fopen(path, "rb") else {
    quit("\(path): expected a file, found none. Make it with peers/svd.py.")
  }
  defer { fclose(file) }
  fseek(file, 0, SEEK_END)
  let count = ftell(file) / MemoryLayout<Element>.stride
  rewind(file)
  return [Element](unsafeUninitializedCapacity: count) { buffer, filled in
    filled = fread(buffer.baseAddress, MemoryLayout<Element>.stride, count, file)
  }
}

func seconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

func options(_ text: String) -> SVDOptions {
  var options = SVDOptions()
  let parts = text.split(separator: ":")
  let numbers = parts.compactMap { Double($0) }
  if parts.first == "whole", numbers.count == 3 {
    options.coarse = nil
    options.blockWidth = Int(numbers[0])
    options.basisWidth = Int(numbers[1])
    options.maximumCycles = Int(numbers[2])
  } else if numbers.count == 4 {
    var coarse = SVDOptions.Coarse()
    coarse.leastRows = Int(numbers[0])
    coarse.columns = Int(numbers[1])
    options.coarse = coarse
    options.blockWidth = Int(numbers[2])
    options.basisWidth = Int(numbers[3])
  }
  return options
}

guard CommandLine.arguments.count > 1 else {
  quit("usage: SVDBench FOLDER [RANK [WAY…]]")
}
let folder = CommandLine.arguments[1]
let rank = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 256 : 256
let ways = CommandLine.arguments.count > 3 ? Array(CommandLine.arguments[3...]) : ["default"]
let offsets = read(folder + "/offsets.i64", as: Int.self)
let indices = read(folder + "/indices.u32", as: UInt32.self)
let matrix = SparseMatrix(
  rows: offsets.count - 1, columns: Int(indices.max() ?? 0) + 1, offsets: offsets,
  indices: indices, values: read(folder + "/values.f32", as: Float.self))
for way in ways {
  let (wall, processor) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
  let svd = try truncatedSVD(of: matrix, rank: rank, options: options(way))
  print(
    """
    {"way": "\(way)", "seconds": \(seconds(CLOCK_MONOTONIC) - wall), \
    "processor_seconds": \(seconds(CLOCK_PROCESS_CPUTIME_ID) - processor), \
    "captured_energy": \(svd.capturedEnergy / svd.totalEnergy), "columns": \(svd.columnPasses)}
    """)
}
