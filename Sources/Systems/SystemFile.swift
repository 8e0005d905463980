import Diagnostics
import LabKit

/// A system as a file describes it.
public struct SystemFile: Sendable {
  /// The name in the file, without what tells labs from stories.
  public let name: String
  /// The lab.
  public private(set) var lab: LabEntry
  /// The file's own text.
  public let text: String
  /// The seed that it asks for; 1 where it says nothing.
  public let seed: UInt64
  /// What is probably not meant, each in one line with its place.
  public let warnings: [String]
  /// What it says must come of it.
  public let story: SystemStory?

  /// Whether a text is meant to be a system: it says so at the beginning of a line.
  public static func isDescribed(by text: String) -> Bool {
    text.split(whereSeparator: \.isNewline).contains { line in
      let line = line.drop { " {\"'\u{FEFF}".contains($0) }
      return line.hasPrefix("system") && line.dropFirst(6).drop { "\"' ".contains($0) }.hasPrefix(":")
    }
  }

  /// Reads a text; `reservedKeys` are those that no fault may have.
  ///
  /// An error names file, line and column, what was found there and what was expected, and the nearest valid name.
  public init(text: String, file: String, reservedKeys: Set<Character> = []) throws(BadInput) {
    try self.init(text: text, file: file, reservedKeys: reservedKeys, verifications: { _ in [] })
    lab.text = text
  }

  init(
    text: String, file: String, reservedKeys: Set<Character> = [], verifications: (Blueprint) -> [Verification]
  ) throws(BadInput) {
    let form = try SystemForm(text: text, file: file, reservedKeys: reservedKeys)
    var blueprint = form.blueprint
    blueprint.verifications = verifications(blueprint)
    (name, self.text, seed, warnings) = (blueprint.name, text, blueprint.seed, form.warnings)
    lab = LabEntry(SystemLab.self, blueprint)
    story = blueprint.tale.map { [lab] in SystemStory($0, of: lab) }
  }
}
