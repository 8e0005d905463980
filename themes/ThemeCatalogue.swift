import Diagnostics
import Files
import Foundation
import Grid
import LabKit

/// All themes: those in the binary, then the user's own; a theme is read when it is asked for.
public struct ThemeCatalogue: Sendable {
  /// Where a theme comes from.
  enum Source: Hashable, Sendable {
    case builtIn([UInt8])
    case file(String)
  }

  /// A name and where its theme comes from.
  struct Entry: Hashable, Sendable {
    let name: String
    let source: Source
  }

  private static let builtIn = [
    Entry(name: "dark", source: .builtIn(PackageResources.dark_yaml)),
    Entry(name: "light", source: .builtIn(PackageResources.light_yaml)),
    Entry(name: "okabe-ito", source: .builtIn(PackageResources.okabe_ito_yaml)),
    Entry(name: "high-contrast", source: .builtIn(PackageResources.high_contrast_yaml)),
  ]

  private(set) var entries = ThemeCatalogue.builtIn

  /// The themes in the binary and those in a folder, where there is one.
  public init(userFolder: String? = nil) {
    guard let userFolder else { return }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: userFolder)) ?? []
    for file in files.sorted() where file.hasSuffix(".yaml") {
      let name = String(file.dropLast(5))
      // The user's own theme hides one of the same name: that is how a built-in theme is adjusted.
      entries.removeAll { $0.name == name }
      entries.append(Entry(name: name, source: .file(userFolder + "/" + file)))
    }
  }

  /// The themes of whoever runs this: the own ones are in `$XDG_CONFIG_HOME/squall/themes`.
  public static func ofUser() -> ThemeCatalogue {
    ThemeCatalogue(environment: ProcessInfo.processInfo.environment)
  }

  /// The themes of a user with this environment.
  public init(environment: [String: String]) {
    let configuration = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let folder = configuration ?? environment["HOME"].map { $0 + "/.config" }
    self.init(userFolder: folder.map { $0 + "/squall/themes" })
  }

  /// The names, in the order in which a key goes through them.
  public var names: [String] { entries.map(\.name) }

  /// The position of a theme by its name, or of a file, which then is the last of the themes.
  public mutating func open(_ nameOrFile: String) throws(BadInput) -> Int {
    if let index = names.firstIndex(of: nameOrFile) { return index }
    guard nameOrFile.contains("/") || nameOrFile.hasSuffix(".yaml") else {
      throw BadInput("there is no theme '\(nameOrFile.printable)'", nearestTo: nameOrFile, among: names)
    }
    let file = URL(fileURLWithPath: nameOrFile).lastPathComponent
    let stem = file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
    let entry = Entry(name: stem.printable(upTo: 40), source: .file(nameOrFile))
    _ = try theme(entry, heirs: [])
    entries.append(entry)
    return entries.count - 1
  }

  /// Reads a theme by its position among the names.
  public func theme(at index: Int) throws(BadInput) -> Theme { try theme(entries[index], heirs: []) }

  private func theme(_ entry: Entry, heirs: [Entry]) throws(BadInput) -> Theme {
    let file = try ThemeCatalogue.file(entry)
    guard let (name, place) = file.inherits else { return try file.theme(over: nil) }
    // A user's theme may be called like the built-in one that it adjusts.
    let parents = (entries + ThemeCatalogue.builtIn).filter { $0 != entry && $0.name == name }
    guard let parent = parents.first else {
      throw BadInput(
        "\(place): there is no theme '\(name.printable)' to inherit from", nearestTo: name,
        among: names.filter { $0 != file.name })
    }
    guard !heirs.contains(parent) else {
      throw BadInput("\(place): found '\(name.printable)', which inherits from this theme, expected another one")
    }
    return try file.theme(over: try theme(parent, heirs: heirs + [entry]))
  }

  private static func file(_ entry: Entry) throws(BadInput) -> ThemeFile {
    switch entry.source {
    case .builtIn(let bytes):
      return try ThemeFile(String(decoding: bytes, as: UTF8.self), name: entry.name, file: "\(entry.name).yaml")
    case .file(let path):
      return try ThemeFile(FileText.read(path, expecting: "a theme"), name: entry.name, file: path.printable)
    }
  }
}
