import Foundation
import Testing

/// What the README says to a package that uses the patterns alone. Building one would take half a minute; this reads
/// both manifests as SwiftPM does.
@Suite struct AlonePackageTests {
  private let root = URL(filePath: #filePath).appending(path: "../../..").standardized

  private struct Manifest: Decodable {
    struct Product: Decodable {
      let name: String
      let targets: [String]
    }
    struct Target: Decodable {
      let name: String
      let dependencies: [Dependency]
    }
    struct Dependency: Decodable {
      let product: [String?]?
    }
    struct Platform: Decodable {
      let platformName: String
      let version: String
    }
    let products: [Product]
    let targets: [Target]
    let platforms: [Platform]
  }

  private func manifest(of package: URL) throws -> Manifest {
    let swift = Process()
    swift.executableURL = URL(filePath: "/usr/bin/env")
    // With a folder of its own, since whoever runs this test holds the lock of the package's.
    let scratch = FileManager.default.temporaryDirectory.appending(path: "alone-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    swift.arguments = [
      "swift", "package", "--package-path", package.path, "--scratch-path", scratch.path, "dump-package",
    ]
    let output = Pipe()
    swift.standardOutput = output
    swift.standardError = FileHandle.nullDevice
    try swift.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    swift.waitUntilExit()
    #expect(swift.terminationStatus == 0)
    return try JSONDecoder().decode(Manifest.self, from: data)
  }

  @Test func `The manifest of the README takes the product from this package, for as old a system`() throws {
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
    let begin = try #require(lines.firstIndex { $0.hasPrefix("    // swift-tools-version") })
    let text = lines[begin...].prefix { $0.isEmpty || $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
      .joined(separator: "\n")
    let folder = FileManager.default.temporaryDirectory.appending(path: "alone-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(to: folder.appending(path: "Package.swift"), atomically: true, encoding: .utf8)

    let alone = try manifest(of: folder)
    let taken = alone.targets.flatMap(\.dependencies).compactMap { $0.product?.first ?? nil }
    #expect(taken == ["Patterns"])
    let whole = try manifest(of: root)
    #expect(whole.products.first { $0.name == "Patterns" }?.targets == ["Patterns"])
    #expect(alone.platforms.map(\.version) == whole.platforms.map(\.version))
    #expect(whole.platforms.map(\.platformName) == ["macos"])
  }

  @Test func `The patterns need nothing but the standard library`() throws {
    let target = try manifest(of: root).targets.first { $0.name == "Patterns" }
    #expect(target?.dependencies.isEmpty == true)
    let folder = root.appending(path: "Sources/Patterns")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    for case let file as URL in files where file.pathExtension == "swift" {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard words.first == "import" else { continue }
        #expect(["Glibc", "Musl"].contains(words[1]), "\(file.lastPathComponent)")
      }
    }
  }
}
