import Engine

/// A simulated world that teaches one pattern; the value is the world, and a copy of it is a snapshot.
///
/// No references to what changes and no iteration over sets or dictionaries: the same seed, knobs and inputs give the
/// same run in every process. Knobs and injected faults live in the context; key help, palette, stories, headless
/// output, charts, the printed reference and the checks derive from the declaration. A lab written in Swift declares by
/// enums; one that is made from a file declares by the lists of its blueprint.
public protocol Lab: Sendable {
  /// What the lab is made from; immutable, shared by every copy of a run.
  associatedtype Blueprint: Sendable = NoBlueprint
  /// The settings that can be changed while the world runs.
  associatedtype Knobs: Sendable & Equatable = NoKnobs
  /// What can happen, without payload: what it is about is said by a slot and a tag.
  associatedtype Event: EventKind
  /// What an input does to the world.
  associatedtype Action: RawRepresentable<Int> & Sendable = NoActions
  /// What is measured.
  associatedtype Meter: RawRepresentable<Int> & Sendable = Nothing
  /// What is claimed, for who develops.
  associatedtype Law: RawRepresentable<Int> & Sendable = Nothing
  /// What is told.
  associatedtype Note: NoteKind = Nothing

  /// Everything that is declared about it; asked for once for each catalogue entry.
  static func declaration(of blueprint: Blueprint) -> Declaration<Self>

  /// Sets the world up and schedules its first events; knobs and blueprint are the context's.
  init(_ context: inout Context<Self>)
  /// Lets one event happen.
  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Self>)
  /// The knobs were turned, or a fault was injected or healed: takes over what they are now.
  mutating func reconfigure(_ context: inout Context<Self>)
  /// Does something once; `member` is the position of the label in a family of actions, else 0.
  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<Self>)
  /// Why nothing can be done of that kind now, such as crashing a node that is not there; nil when it can be done. Healing
  /// always can.
  func refusal(of action: Action, _ member: Int, _ context: borrowing Context<Self>) -> String?
  /// Sets the gauges and follows what changes slowly; called once a sample period, before the laws and promises are
  /// judged.
  mutating func sample(_ context: inout Context<Self>)
  /// Whether nothing is under way any more, messages between nodes included, so that the eventually-laws can be judged.
  var isDrained: Bool { get }

  /// How often meters are sampled into the history; zero for never.
  static var samplePeriod: Interval { get }
  /// Whether a run has a digest over its events. A constant, so that the choice costs nothing; only a measurement of
  /// what the digest costs has a reason to say no.
  static var recordsDigest: Bool { get }

  /// Lets up to `limit` events happen that are due before `end`, and says how many did; see `Simulation.advance`.
  ///
  /// A requirement with an inlinable default and not an extension alone: each lab's own conformance is concrete, so the
  /// loop is specialized in the lab's module. Through a generic conformance it was 15 times slower.
  static func advance(_ simulation: inout Simulation<Self>, until end: Instant, limit: Int) -> Int
}

/// What can happen in a lab: an enum of bytes without payloads.
public protocol EventKind: RawRepresentable<UInt8>, Sendable {}

/// The blueprint of a lab that is written in Swift.
public struct NoBlueprint: Sendable {
  /// It says nothing.
  public init() {}
}

extension Lab {
  /// Nothing to take over.
  public mutating func reconfigure(_ context: inout Context<Self>) {}
  /// Nothing to do.
  public mutating func act(_ action: Action, _ member: Int, _ context: inout Context<Self>) {}
  /// Everything can be done.
  public func refusal(of action: Action, _ member: Int, _ context: borrowing Context<Self>) -> String? { nil }
  /// Nothing to look at.
  public mutating func sample(_ context: inout Context<Self>) {}
  /// Ten times a second.
  @inlinable public static var samplePeriod: Interval { .milliseconds(100) }
  /// Every run of a lab can be compared.
  @inlinable public static var recordsDigest: Bool { true }

  /// The loop, to be specialized for each lab.
  @inlinable public static func advance(_ simulation: inout Simulation<Self>, until end: Instant, limit: Int) -> Int {
    var processed = 0
    repeat {
      let stop = min(end, simulation.nextSample)
      while processed < limit, let (due, word) = simulation.context.agenda.next(before: stop) {
        simulation.context.begin(due, word)
        simulation.lab.handle(Word.event(word), Word.slot(word), Word.tag(word), &simulation.context)
        processed &+= 1
      }
    } while simulation.passes(end)
    return processed
  }
}
