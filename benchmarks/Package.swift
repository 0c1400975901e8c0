// swift-tools-version: 6.2
// Measurements of parts of lens: a package of its own, so that building lens builds none of it.
import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "lens", path: "..")],
  targets: [
    .executableTarget(
      name: "VectorBench", dependencies: [.product(name: "LensVectors", package: "lens")])
  ],
  swiftLanguageModes: [.v6]
)
