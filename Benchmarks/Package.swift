// swift-tools-version: 6.1
import PackageDescription

/// A package of its own, so that neither the C++ baseline nor a measurement is ever part of a build or a test of Squall.
let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "Squall", path: "..")
  ],
  targets: [
    // What the Engine is measured against: the same work in plain C++.
    .target(name: "CBaseline"),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "CBaseline", .product(name: "Engine", package: "Squall"), .product(name: "LabKit", package: "Squall"),
        .product(name: "Labs", package: "Squall"), .product(name: "Systems", package: "Squall"),
        .product(name: "Runs", package: "Squall"),
      ]),
  ],
  cxxLanguageStandard: .cxx17
)
