// swift-tools-version: 6.1
import PackageDescription

/// Strict concurrency comes with the Swift 6 language mode of these tools.
let package = Package(
  name: "Squall",
  // For Mutex and 128-bit integers.
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "squall", targets: ["squall"]),
    // The benchmarks and any Swift service that wants the patterns use these.
    .library(name: "Engine", targets: ["Engine"]),
    .library(name: "Patterns", targets: ["Patterns"]),
    .library(name: "LabKit", targets: ["LabKit"]),
    .library(name: "Labs", targets: ["Labs"]),
    .library(name: "Systems", targets: ["Systems"]),
    .library(name: "Runs", targets: ["Runs"]),
  ],
  dependencies: [
    // The command line: declared once, so that parsing, help and completion agree.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Themes, and later stories and lessons, are YAML with line and column in the errors.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // Files: descriptors, their state and the system's errors as types.
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    // Queues: DequeModule alone, the whole of it would cost half a minute to build.
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
  ],
  targets: [
    .target(name: "Engine", dependencies: [.product(name: "DequeModule", package: "swift-collections")]),
    .target(name: "Grid"),
    .target(name: "Patterns"),
    // What was wrong with an input, in one line, with the nearest valid name.
    .target(name: "Diagnostics"),
    // Texts that people wrote, results that come to their place as a whole, sessions, locks, standard output.
    .target(
      name: "Files", dependencies: ["Diagnostics", .product(name: "SystemPackage", package: "swift-system")]),
    .target(name: "LabKit", dependencies: ["Diagnostics", "Engine", "Grid", "Patterns"]),
    .target(name: "Labs", dependencies: ["LabKit", "Engine", "Grid", "Patterns"]),
    // What is published about the patterns, and what they come to.
    .target(name: "Evidence", dependencies: ["LabKit", "Engine", "Patterns"]),
    // What themes and stories have in common: YAML by hand, with errors that say where. It uses libyaml, which Yams
    // brings along as the module CYaml.
    .target(name: "Documents", dependencies: ["Diagnostics", .product(name: "Yams", package: "Yams")]),
    // The lab whose world is read from a file, and the files in the binary.
    .target(
      name: "Systems",
      dependencies: ["LabKit", "Engine", "Grid", "Patterns", "Documents", "Diagnostics"],
      resources: [.embedInCode("Files/retry-storm.yaml"), .embedInCode("Files/cache-stampede.yaml")]),
    .target(name: "Runs", dependencies: ["Diagnostics", "LabKit", "Engine", "Grid"]),
    .target(name: "Checks", dependencies: ["Evidence", "Runs", "Diagnostics", "LabKit", "Engine"]),
    .target(
      name: "Stories",
      dependencies: ["Runs", "Documents", "Files", "Diagnostics", "LabKit", "Engine"],
      resources: [
        .embedInCode("Files/retry-storm.yaml"),
        .embedInCode("Files/goodput-collapse.yaml"),
        .embedInCode("Files/cascading-timeouts.yaml"),
        .embedInCode("Files/breaker-flapping.yaml"),
        .embedInCode("Files/slow-vendor.yaml"),
        .embedInCode("Files/lost-event.yaml"),
        .embedInCode("Files/duplicate-effect.yaml"),
        .embedInCode("Files/poison-saga.yaml"),
        .embedInCode("Files/lag-runaway.yaml"),
        .embedInCode("Files/split-regions.yaml"),
      ]),
    .target(name: "Exports", dependencies: ["Runs", "Diagnostics", "LabKit", "Engine", "Grid"]),
    // The folder of themes is both what people read and what the binary carries.
    .target(
      name: "Themes", dependencies: ["Diagnostics", "LabKit", "Grid", "Documents", "Files"], path: "themes",
      resources: [
        .embedInCode("dark.yaml"), .embedInCode("light.yaml"), .embedInCode("okabe-ito.yaml"),
        .embedInCode("high-contrast.yaml"),
      ]),
    .target(name: "Dashboard", dependencies: ["Diagnostics", "LabKit", "Engine", "Grid"]),
    .systemLibrary(name: "CNcurses"),
    // Signal handlers may run only async-signal-safe code, which Swift cannot promise.
    .target(name: "CTerminal"),
    .target(name: "Terminal", dependencies: ["CNcurses", "CTerminal", "Grid"]),
    // Descriptors and signals, before anything else runs.
    .target(name: "CStart"),
    .target(name: "Live", dependencies: ["LabKit", "Engine"]),
    .executableTarget(
      name: "squall",
      dependencies: [
        "Labs", "Systems", "LabKit", "Engine", "Grid", "Documents", "Files", "Diagnostics", "Runs", "Checks", "Stories",
        "Exports", "Themes", "Dashboard", "Terminal", "Live", "CStart",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Recorded snapshots, for every module that draws.
    .target(name: "TestSupport", dependencies: ["Grid"], path: "Tests/TestSupport"),
    // The smallest lab that uses every part of the contract, for every suite that needs a lab to try things on.
    .target(name: "ToyLab", dependencies: ["LabKit", "Engine", "Grid"], path: "Tests/ToyLab"),
    .testTarget(name: "EngineTests", dependencies: ["Engine"]),
    .testTarget(name: "GridTests", dependencies: ["Grid", "TestSupport"], exclude: ["Snapshots"]),
    .testTarget(name: "PatternsTests", dependencies: ["Patterns"]),
    .testTarget(
      name: "LabKitTests",
      dependencies: ["ToyLab", "Diagnostics", "LabKit", "Engine", "Grid"]),
    .testTarget(
      name: "LabsTests",
      dependencies: [
        "Evidence", "Runs", "Checks", "Stories", "Labs", "LabKit", "Engine", "Grid", "Patterns",
        "TestSupport",
      ],
      exclude: ["Snapshots"]),
    .testTarget(
      name: "SystemsTests", dependencies: ["Systems", "Runs", "Checks", "Diagnostics", "LabKit", "Engine", "Grid"]),
    .testTarget(
      name: "RunsTests",
      dependencies: ["Runs", "Diagnostics", "Labs", "ToyLab", "LabKit", "Engine", "TestSupport"]),
    .testTarget(
      name: "ChecksTests",
      dependencies: [
        "Checks", "Runs", "Diagnostics", "Labs", "Systems", "ToyLab", "LabKit", "Engine", "TestSupport",
      ]),
    .testTarget(
      name: "StoriesTests",
      dependencies: [
        "Stories", "Exports", "Checks", "Runs", "Diagnostics", "Labs", "ToyLab", "LabKit", "Engine",
        "TestSupport",
      ]),
    .testTarget(
      name: "ExportsTests",
      dependencies: ["Exports", "Checks", "Runs", "Diagnostics", "Labs", "ToyLab", "LabKit", "Engine"],
      exclude: ["check-export.py"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "Diagnostics"]),
    .testTarget(name: "DocumentsTests", dependencies: ["Documents", "Diagnostics", "Engine"]),
    .testTarget(name: "ThemesTests", dependencies: ["Themes", "Diagnostics", "LabKit", "Grid"]),
    .testTarget(
      name: "DashboardTests",
      dependencies: [
        "Dashboard", "Runs", "Checks", "Stories", "Exports", "Themes", "ToyLab", "Labs", "Systems", "Diagnostics",
        "LabKit", "Engine", "Grid", "TestSupport",
      ],
      exclude: ["Snapshots"]),
    // What the tests of the terminal run on a pseudo-terminal.
    .executableTarget(
      name: "terminal-probe", dependencies: ["Terminal", "Grid"], path: "Tests/TerminalProbe"),
    .testTarget(name: "TerminalTests", dependencies: ["Terminal", "Grid", "terminal-probe"]),
    .testTarget(
      name: "LiveTests",
      dependencies: ["Live", "Runs", "Stories", "ToyLab", "Labs", "LabKit", "Engine"]),
    .testTarget(
      name: "SquallTests",
      dependencies: [
        "squall", "Runs", "Checks", "Stories", "Exports", "Diagnostics", "Dashboard", "Terminal", "Live",
        "Labs",
        "Systems", "LabKit", "Engine", "Grid",
      ]),
  ]
)
