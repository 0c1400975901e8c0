// swift-tools-version: 6.2
// The house of lens, leaves first: a target imports only what stands above it.
// docs/design.md says why each wall stands where it does.
import PackageDescription

let swift: [SwiftSetting] = [.treatAllWarnings(as: .error)]
/// Kernels and tables are read in debug builds too; a debug run should not crawl for them.
let fastC: [CSetting] = [.define("NDEBUG", .when(configuration: .release))]

let package = Package(
  name: "lens",
  products: [
    .library(name: "LensSearch", targets: ["LensSearch"]),
    .executable(name: "lens", targets: ["lens"]),
    // For the package in benchmarks/, which measures them one by one.
    .library(
      name: "LensParts",
      targets: [
        "CKernels", "CLAPACK", "LensText", "LensCorpus", "LensLinear", "LensStore", "LensLexical",
        "LensVectors",
      ]),
    // For the package in Tests/Fuzz.
    .library(name: "LensReading", targets: ["LensCorpus", "LensText", "LensSettings"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .target(name: "CKernels", cSettings: fastC),
    .target(name: "CLAPACK", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CFolding", exclude: ["generate.py"]),
    .target(name: "CGlossary", exclude: ["glossary.tsv"]),
    .target(name: "CLibXML2", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    .systemLibrary(
      name: "CCompression", providers: [.apt(["zlib1g-dev", "libzstd-dev"])]),

    .target(
      name: "LensText", dependencies: ["CFolding", "CGlossary"], swiftSettings: swift),
    .target(
      name: "LensCorpus", dependencies: ["CSimdJSON", "CLibXML2", "CCompression"],
      swiftSettings: swift),
    .target(name: "LensLinear", dependencies: ["CKernels", "CLAPACK"], swiftSettings: swift),
    .target(
      name: "LensStore",
      dependencies: ["CKernels", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: swift),
    .target(
      name: "LensLexical", dependencies: ["CKernels", "LensText", "LensStore"],
      swiftSettings: swift),
    .target(
      name: "LensSemantic", dependencies: ["LensText", "LensLinear", "LensStore"],
      swiftSettings: swift),
    .target(
      name: "LensVectors", dependencies: ["CKernels", "LensLinear", "LensStore"],
      swiftSettings: swift),
    .target(
      name: "LensSearch",
      dependencies: [
        "CKernels", "LensText", "LensCorpus", "LensLinear", "LensStore", "LensLexical",
        "LensSemantic", "LensVectors",
      ],
      swiftSettings: swift),
    .target(name: "LensEval", swiftSettings: swift),
    .target(name: "LensSettings", dependencies: ["LensText"], swiftSettings: swift),
    .executableTarget(
      name: "lens",
      dependencies: [
        "LensSearch", "LensCorpus", "LensText", "LensEval", "LensSettings",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift),

    .testTarget(name: "LensTextTests", dependencies: ["LensText"], swiftSettings: swift),
    .testTarget(
      name: "LensCorpusTests", dependencies: ["LensCorpus"], exclude: ["Fixtures"],
      swiftSettings: swift),
    .testTarget(
      name: "LensLinearTests", dependencies: ["LensLinear", "CKernels", "CLAPACK"],
      swiftSettings: swift),
    .testTarget(
      name: "LensStoreTests", dependencies: ["LensStore", "CKernels"], swiftSettings: swift),
    .testTarget(
      name: "LensLexicalTests", dependencies: ["LensLexical", "CKernels"], swiftSettings: swift),
    .testTarget(name: "LensSemanticTests", dependencies: ["LensSemantic"], swiftSettings: swift),
    .testTarget(
      name: "LensVectorsTests", dependencies: ["LensVectors", "CKernels"], swiftSettings: swift),
    .testTarget(
      name: "LensSearchTests", dependencies: ["LensSearch", "LensCorpus"], swiftSettings: swift),
    .testTarget(name: "LensEvalTests", dependencies: ["LensEval"], swiftSettings: swift),
    .testTarget(
      name: "LensSettingsTests", dependencies: ["LensSettings", "LensText"], swiftSettings: swift),
    .testTarget(name: "CommandTests", dependencies: ["lens"], swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
