// swift-tools-version: 6.2
// The decomposition alone, on a matrix that another system made: see peers/svd.py.
import PackageDescription

let package = Package(
  name: "svd",
  dependencies: [.package(name: "lens", path: "../..")],
  targets: [
    .executableTarget(name: "svd", dependencies: [.product(name: "LensLinear", package: "lens")])
  ],
  swiftLanguageModes: [.v6]
)
