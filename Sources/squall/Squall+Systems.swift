import Dashboard
import Diagnostics
import Files
import LabKit
import Systems

extension Squall {
  /// A lab by its name, or the one that the file of a system describes; `others` are what else could have been meant.
  static func lab(_ nameOrFile: String, orOneOf others: [String] = []) throws(BadInput) -> LabEntry {
    if let system = try system(inFile: nameOrFile) { return system.lab }
    return try labs.named(nameOrFile, orOneOf: others)
  }

  /// Whether a word means a file, and not a lab.
  static func isFile(_ name: String) -> Bool {
    let isFile = name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.contains("/") || FileText.exists(name)
    return isFile && !labs.contains { $0.id == name }
  }

  /// A system that comes along, by its name or as a lab.
  static func builtInSystem(_ name: String) -> SystemFile? {
    SystemCatalogue.builtIn.first { $0.name == name || $0.lab.id == name }
  }

  /// What is said of a system that there is not.
  static func noSystem(_ name: String) -> BadInput {
    BadInput(
      "there is no system '\(name.printable)'", nearestTo: name, among: SystemCatalogue.builtIn.map(\.name))
  }

  /// The system that a file describes; nil when no file is meant, or a file of something else.
  static func system(inFile name: String) throws(BadInput) -> SystemFile? {
    guard isFile(name) else { return nil }
    let text = try FileText.read(name, expecting: "a story or a system")
    guard SystemFile.isDescribed(by: text) else { return nil }
    return try SystemFile(text: text, file: name.printable, reservedKeys: GlobalKeys.reserved)
  }
}
