// swift-tools-version: 6.2
// Measurements of parts of lens: a package of its own, so that building lens builds none of it.
import PackageDescription

let parts: Target.Dependency = .product(name: "LensParts", package: "lens")

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "lens", path: "..")],
  targets: [
    .executableTarget(name: "VectorBench", dependencies: [parts]),
    .executableTarget(name: "SVDBench", dependencies: [parts]),
  ],
  swiftLanguageModes: [.v6]
)
