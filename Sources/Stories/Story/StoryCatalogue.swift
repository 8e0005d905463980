import Diagnostics
import Files
import LabKit
import Runs

/// The stories in the binary.
public struct StoryCatalogue: Sendable {
  /// The stories, in the order in which they are listed.
  public let stories: [Story]

  private static let builtIn: [(name: String, bytes: [UInt8])] = [
    ("retry-storm", PackageResources.retry_storm_yaml),
    ("goodput-collapse", PackageResources.goodput_collapse_yaml),
    ("cascading-timeouts", PackageResources.cascading_timeouts_yaml),
    ("breaker-flapping", PackageResources.breaker_flapping_yaml),
    ("slow-vendor", PackageResources.slow_vendor_yaml),
    ("lost-event", PackageResources.lost_event_yaml),
    ("duplicate-effect", PackageResources.duplicate_effect_yaml),
    ("poison-saga", PackageResources.poison_saga_yaml),
    ("lag-runaway", PackageResources.lag_runaway_yaml),
    ("split-regions", PackageResources.split_regions_yaml),
  ]

  /// The stories in the binary; `named` finds a lab by its name.
  public init(named: (String) throws(BadInput) -> LabEntry) throws(BadInput) {
    var stories: [Story] = []
    for (name, bytes) in StoryCatalogue.builtIn {
      stories.append(try Story(text: String(decoding: bytes, as: UTF8.self), file: "\(name).yaml", named: named))
    }
    self.stories = stories
  }

  /// The file of a story in the binary, to begin an own one with.
  public func file(of name: String) throws(BadInput) -> String {
    if let found = StoryCatalogue.builtIn.first(where: { $0.name == name }) {
      return String(decoding: found.bytes, as: UTF8.self)
    }
    throw BadInput("there is no story '\(name.printable)'", nearestTo: name, among: stories.map(\.name))
  }

  /// A story by its name, or from a file.
  ///
  /// What exists as a file or ends like one is one; `others` are what else could have been meant.
  public func open(
    _ nameOrFile: String, orOneOf others: [String] = [], named: (String) throws(BadInput) -> LabEntry
  ) throws(BadInput) -> Story {
    if let story = stories.first(where: { $0.name == nameOrFile }) { return story }
    guard StoryCatalogue.isFile(nameOrFile) else {
      let what = others.isEmpty ? "no story" : "no lab or story"
      throw BadInput(
        "there is \(what) '\(nameOrFile.printable)'", nearestTo: nameOrFile,
        among: others + stories.map(\.name))
    }
    let text = try FileText.read(nameOrFile, expecting: "a story")
    return try Story(text: text, file: nameOrFile.printable, named: named)
  }

  private static func isFile(_ name: String) -> Bool {
    name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.contains("/") || FileText.exists(name)
  }
}

extension StoryCatalogue {
  /// All stories, one a line: name, lab, title.
  public var listing: String {
    TextTable(stories.map { [$0.name, $0.lab.id, $0.title] }, leftColumns: 3).lines.joined(separator: "\n") + "\n"
  }
}
