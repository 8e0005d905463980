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

  /// The system that a file describes; nil when no file is meant, or a file of something else.
  static func system(inFile name: String) throws(BadInput) -> SystemFile? {
    let isFile = name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.contains("/") || FileText.exists(name)
    guard isFile, !labs.contains(where: { $0.id == name }) else { return nil }
    let text = try FileText.read(name, expecting: "a story or a system")
    guard SystemFile.isDescribed(by: text) else { return nil }
    return try SystemFile(text: text, file: name.printable, reservedKeys: GlobalKeys.reserved)
  }
}
