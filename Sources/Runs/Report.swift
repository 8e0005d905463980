import Engine
import LabKit

/// What became of a headless run: the figures of every meter, the verdict on every law, and notes on request.
public struct Report: Sendable {
  /// The run.
  public let run: HeadlessRun
  /// How many events there were.
  public let events: Int
  /// The fingerprint of everything that happened.
  public let digest: Digest
  /// The figures of every meter, in the order of the lab's meters.
  public let meters: [MeterLine]
  /// How every law stands, in the order of the lab's laws.
  public let laws: [LawLine]
  /// How every promise stands, in the order of the lab's promises.
  public let promises: [PromiseLine]
  /// The newest notes, oldest first; nil when nobody asked.
  public let notes: [NoteLine]?

  /// How a report is written.
  public enum Format: String, CaseIterable, Sendable {
    /// For people.
    case text
    /// For programs: everything.
    case json
    /// For spreadsheets: one row per figure.
    case csv
  }

  /// The report on a run that was played to its end; notes up to a level when one is named.
  public init(_ run: HeadlessRun, played: any LabRun, notes level: NoteLevel? = nil) {
    let snapshot = played.snapshot
    self.run = run
    events = snapshot.processed
    digest = snapshot.digest
    meters = snapshot.meters
    (laws, promises) = (snapshot.laws, snapshot.promises)
    notes = level.map { snapshot.notes(.max, upTo: $0) }
  }

  /// Whether an always-law was violated, which is what a single run fails on.
  public var breaksSafety: Bool {
    laws.contains(where: \.breaksSafety)
  }

  /// The report as text that ends with a line feed.
  public func written(as format: Format, csv dialect: CSVDialect = .standard) -> String {
    switch format {
    case .text: text
    case .json: json
    case .csv: csv(dialect)
    }
  }
}
