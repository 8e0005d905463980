import Engine
import Grid

/// Where a run of some lab is: what the run and a snapshot of it both say.
public protocol LabMoment: Sendable {
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
}

/// A run of some lab, with its type erased: once per run and never per event.
///
/// Knobs, actions and branches are named by their positions; where there is none at a position nothing happens.
public protocol LabRun: LabMoment {
  /// How many of these notes were written so far.
  func noteCount(_ notes: NoteStep) -> Int
  /// Whether something happens now in a panel, by its position, or in that of the twin, that takes less than a blink.
  func isBrief(panel: Int) -> Bool
  /// An immutable copy of this moment.
  var snapshot: any LabSnapshot { get }
  /// The same of the twin; nil when there is none.
  var twinSnapshot: (any LabSnapshot)? { get }
  /// The moment since which there are two; nil when there is only one.
  var twinOrigin: (any LabSnapshot)? { get }
  /// The inputs so far on the branch that the run is on: for each, when, after how many events, and its line.
  var journal: [(at: Instant, eventsBefore: Int, text: String)] { get }
  /// The inputs of any branch, by its position, those beyond the present included.
  func journal(ofBranch branch: Int) -> [(at: Instant, eventsBefore: Int, text: String)]
  /// Where the run is among everything that was done in it.
  var map: RunMap { get }
  /// What it says about the story that it tells; nil when it tells none.
  var storyline: Storyline? { get }
  /// When that story ends; nil when it tells none.
  var storyEnd: Instant? { get }
  /// Asked on the way to another moment, forwards or back; without any the run is to be thrown away.
  var patience: Patience { get set }

  /// Lets the events happen that are due before `end`, at most `limit`, and says how many did. In the past it
  /// follows what was done there before.
  mutating func advance(until end: Instant, limit: Int) -> Int
  /// Goes on to a moment that lies ahead, as it is written in a session: to its time, and in its last instant as far
  /// as its number of events.
  mutating func advance(to moment: Moment)
  /// Lets one event happen if it is due by then, and says whether it was.
  mutating func step(notAfter end: Instant) -> Bool
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
  /// Lets the figures of the meters be those of what comes from now on; laws, notes and courses are of the whole run.
  /// Going anywhere but onward ends it.
  mutating func beginMeasuring()
  /// Everything that happened since the last time; the first time begins the recording and gives nothing. Going
  /// anywhere but onward ends it.
  mutating func takeRecording() -> RunRecording

  /// Goes to a moment of this branch, at most its tip; nothing is forgotten.
  mutating func go(to moment: Moment)
  /// Goes to the moment before the events of an instant, at most to the tip.
  mutating func go(to at: Instant)
  /// Goes to a moment of another branch, by its position; nil is its tip. A twin ends.
  mutating func go(toBranch branch: Int, at moment: Moment?)
  /// The moment right after the last of these notes that was written before the present; nil when there is none.
  func lastMoment(of notes: NoteStep) -> Moment?
  /// Gives the present a name.
  mutating func bookmark(_ name: String)

  /// Lets a second run go beside this one in lock step. From here on inputs go to both, apart from those that are
  /// given to the twin alone.
  mutating func beginTwin()
  /// Lets a branch, by its position, be the twin.
  mutating func beginTwin(onBranch branch: Int)
  /// Turns a knob of the twin alone.
  mutating func turnTwin(_ knob: Int, to value: Double)
  /// Injects or heals a fault in the twin alone, or does something once there.
  mutating func actOnTwin(_ action: Int, isOn: Bool)
  /// Ends the twin; its branch stays.
  mutating func endTwin()
  /// Puts the twin into the place of this one, and this one beside it.
  mutating func swapWithTwin()
}

/// A run of one lab at one moment, with its type erased. Copies share; taking one costs well under a microsecond.
public protocol LabSnapshot: LabMoment {
  /// The knobs' values, in the order of the lab's knobs.
  var knobs: [Double] { get }
  /// The positions of the faults that are injected, among the lab's actions.
  var faults: [Int] { get }
  /// How every law stands, in the order of the lab's laws.
  var laws: [LawLine] { get }
  /// How every promise stands, in the order of the lab's promises.
  var promises: [PromiseLine] { get }
  /// Why an action, by its position among the lab's, cannot be done now; nil when it can.
  func refusal(ofAction action: Int) -> String?
  /// The figures of every meter, in the order of the lab's meters.
  var meters: [MeterLine] { get }
  /// What every meter says, in the order of the lab's meters, with what it says of the time since an earlier moment of
  /// the same run.
  func readings(since origin: any LabSnapshot) -> [MeterReading]
  /// The newest samples of a meter, by its position, oldest first: of a counter the rates, of a gauge the levels, of a
  /// latency the means, each over `every` samples; with `asTotals`, of a counter what was counted by then.
  func course(ofMeter meter: Int, most: Int, every: Int, asTotals: Bool) -> [Double]
  /// The newest notes up to a level, oldest first.
  func notes(_ most: Int, upTo level: NoteLevel) -> [NoteLine]
  /// A note and what led to it, latest first.
  func chain(from note: NoteID) -> [NoteLine]
  /// The whole flow with its rates; nil in a lab without a map.
  func map(selected: Int) -> Topology?
  /// Whether what the lab proposes to try first, by its position, shows now.
  func hasDone(firstStep step: Int) -> Bool
  /// The status words of a panel.
  func status(panel: Int) -> String
  /// Draws a panel inside its frame; one that is shown alone has a place for its last events.
  func draw(panel: Int, isAlone: Bool, on canvas: inout Canvas)
}

extension LabSnapshot {
  /// Draws a panel inside its frame, among others.
  public func draw(panel: Int, on canvas: inout Canvas) { draw(panel: panel, isAlone: false, on: &canvas) }
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

  /// Whether it is an always-law that was violated.
  public var breaksSafety: Bool { declaration.kind == .always && verdict == .violated }
}

/// The figures of one meter.
public struct MeterLine: Sendable {
  /// Name, kind and unit.
  public let declaration: MeterDeclaration
  /// Each statistic's name and value, latencies in seconds.
  public let figures: [(statistic: String, value: Double)]
  /// Whether there is anything behind them: a level was set, or something was timed. What is counted always is.
  public let isMeasured: Bool
}

/// Everything that happened on the way from one moment to another.
public struct RunRecording: Sendable {
  /// Every note, the oldest first.
  public let notes: [NoteLine]
  /// Every span that ended, in the order in which they did.
  public let spans: [SpanEntry]
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
  /// Whether it says that something has changed, and not that it happened once more.
  public let isChange: Bool
  /// Whose it is.
  public let voice: Voice
  /// The sentence.
  public let text: String

  /// Who did something, or says something.
  public enum Voice: Sendable {
    /// It happened in the world, or somebody pressed a key.
    case world, person
    /// A story did it, or says it.
    case story
  }

  /// Whether it is a sentence of a story.
  public var isSpoken: Bool { voice == .story && !isInput }
}

extension NoteLine {
  /// A sentence that a story says at a moment; it stands among the notes under a name that none of them has.
  public init(sentence: String, position: Int, at: Instant) {
    self.init(
      id: NoteID(number: .max - UInt64(position)), at: at, cause: .chance, level: .headline, isInput: false, topic: nil,
      isChange: false, voice: .story, text: sentence)
  }

  /// The same, done by a story and not by a person.
  public var doneByStory: NoteLine {
    let words = text.hasPrefix("you: ") ? "story: " + text.dropFirst(5) : "story: " + text
    return NoteLine(
      id: id, at: at, cause: cause, level: level, isInput: isInput, topic: topic, isChange: isChange,
      voice: .story, text: words)
  }
}
