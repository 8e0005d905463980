import Engine
import Grid

/// A run of some lab, with its type erased: once per run and never per event.
public protocol LabRun: Sendable {
  /// The lab.
  var entry: LabEntry { get }
  /// The seed.
  var seed: UInt64 { get }
  /// The virtual time.
  var now: Instant { get }
  /// How many events were processed.
  var processed: Int { get }
  /// The digest so far.
  var digest: Digest { get }
  /// How many notes were written about these topics so far.
  func noteCount(topics: [Int]) -> Int
  /// An immutable copy of this moment.
  var snapshot: any LabSnapshot { get }
  /// The journal: for each input, when, after how many events, and its line.
  var journal: [(at: Instant, eventsBefore: Int, text: String)] { get }

  /// Lets the events happen that are due before `end`, at most `limit`, and says how many did.
  mutating func advance(until end: Instant, limit: Int) -> Int
  /// Turns a knob, by its position among the lab's knobs; the value is brought into its range.
  mutating func turn(_ knob: Int, to value: Double)
  /// Injects or heals a fault, or does something once, by its position among the lab's actions.
  mutating func act(_ action: Int, isOn: Bool)
  /// Heals every fault that is injected.
  mutating func healEverything()
  /// Whether nothing is under way any more, messages between nodes included.
  var isDrained: Bool { get }
  /// Judges the eventually-laws in a drained world.
  mutating func judge()
  /// The run as it was at a moment, by replay from the nearest checkpoint; it can go on from there by itself.
  func replayed(to at: Instant, events: Int) -> any LabRun
}

/// A run of one lab at one moment, with its type erased. Copies share; taking one costs well under a microsecond.
public protocol LabSnapshot: Sendable {
  /// The lab.
  var entry: LabEntry { get }
  /// The seed.
  var seed: UInt64 { get }
  /// The virtual time.
  var now: Instant { get }
  /// How many events were processed.
  var processed: Int { get }
  /// The digest so far.
  var digest: Digest { get }
  /// The knobs' values, in the order of the lab's knobs.
  var knobs: [Double] { get }
  /// The positions of the faults that are injected, among the lab's actions.
  var faults: [Int] { get }
  /// How every law stands, in the order of the lab's laws.
  var laws: [LawLine] { get }
  /// The figures of every meter, in the order of the lab's meters.
  var meters: [MeterLine] { get }
  /// The newest notes up to a level, oldest first.
  func notes(_ most: Int, upTo level: NoteLevel) -> [NoteLine]
  /// A note and what led to it, latest first.
  func chain(from note: NoteID) -> [NoteLine]
  /// The status words of a panel.
  func status(panel: Int) -> String
  /// Draws a panel inside its frame.
  func draw(panel: Int, on canvas: inout Canvas)
}

/// How one law stands.
public struct LawLine: Sendable {
  /// Name, kind and claim.
  public let declaration: LawDeclaration
  /// How it stands.
  public let verdict: Verdict
  /// How often it was put to the test, and how often it was broken or reached.
  public let checks: UInt64, hits: UInt64
  /// The first time it was broken or reached.
  public let first: (at: Instant, events: Int, detail: String)?
}

/// The figures of one meter.
public struct MeterLine: Sendable {
  /// Name, kind and unit.
  public let declaration: MeterDeclaration
  /// Each statistic's name and value, latencies in seconds.
  public let figures: [(statistic: String, value: Double)]
}

/// One line of the event log.
public struct NoteLine: Sendable {
  /// Its name.
  public let id: NoteID
  /// When.
  public let at: Instant
  /// What led to it.
  public let cause: NoteID
  /// Who it is for.
  public let level: NoteLevel
  /// Whether a person did it.
  public let isInput: Bool
  /// What it is about.
  public let topic: Int?
  /// The sentence.
  public let text: String
}
