// swift-tools-version: 6.2
// Measurements of parts of lens: a package of its own, so that building lens builds none of it.
import PackageDescription

let parts: Target.Dependency = .product(name: "LensParts", package: "lens")

let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "lens", path: ".."),
    .package(url: "https://github.com/google/swift-benchmark", from: "0.1.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(name: "VectorBench", dependencies: [parts]),
    .executableTarget(name: "SVDBench", dependencies: [parts]),
    .executableTarget(
      name: "PartsBench",
      dependencies: [
        parts, .product(name: "Benchmark", package: "swift-benchmark"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
