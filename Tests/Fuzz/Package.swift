// swift-tools-version: 6.2
// Fuzzers of what reads untrusted text: a package of its own, so that building lens builds none of it.
// Tests/Fuzz/run.sh builds and runs it.
import PackageDescription

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "lens", path: "../..")],
  targets: [
    .executableTarget(name: "Fuzz", dependencies: [.product(name: "LensReading", package: "lens")])
  ],
  swiftLanguageModes: [.v6]
)
