import Engine

/// A simulated world; the value is the world, and a copy of it is a snapshot.
///
/// No references and no iteration over sets or dictionaries: the same seed, knobs and inputs must give the
/// same run in every process.
public protocol Model: Sendable {
  /// The settings that can be changed while the world runs.
  associatedtype Knobs: Sendable
  /// What can happen: a small enum with trivial payloads.
  associatedtype Event: EventCode
  /// What an input does to the world.
  associatedtype Action: Sendable
  /// What is measured.
  associatedtype Meter: MeterSet = NoMeters
  /// What is claimed.
  associatedtype Law: LawSet = NoLaws
  /// What is told.
  associatedtype Note: NoteSet = NoNotes
  /// What takes time, for whoever records it.
  associatedtype TraceSpan: TraceSpanSet = NoTraceSpans

  /// Sets the world up and schedules its first events.
  init(_ knobs: Knobs, _ context: inout Context<Self>)
  /// Lets one event happen.
  mutating func handle(_ event: Event, _ context: inout Context<Self>)
  /// Takes over changed knobs.
  mutating func turn(_ knobs: Knobs, _ context: inout Context<Self>)
  /// Injects (`isOn`) or heals a fault, or does something once (`isOn` is true).
  mutating func act(_ action: Action, _ isOn: Bool, _ context: inout Context<Self>)
  /// Sets the gauges and checks the laws that are about a state; called once a sample period and after each
  /// input.
  mutating func observe(_ context: inout Context<Self>)
  /// How often meters are sampled into the history; zero for never.
  static var samplePeriod: Interval { get }
  /// Whether a run has a digest over its events. A constant, so that the choice costs nothing; only a
  /// measurement of what the digest costs has a reason to say no.
  static var recordsDigest: Bool { get }

  /// Lets up to `limit` events happen that are due before `end`, and says how many did; see
  /// `Simulation.advance`.
  ///
  /// A requirement with an inlinable default and not an extension alone: each model's own conformance is
  /// concrete, so the loop is specialized in the model's module. Through a generic conformance of
  /// `Simulation` it was 15 times slower.
  static func advance(_ simulation: inout Simulation<Self>, until end: Instant, limit: Int) -> Int
}

/// An event that can be told from every other of its model by one number.
public protocol EventCode: Sendable {
  /// The kind and its payload as one number, for the digest: the kind in the low byte, the payload above.
  var code: UInt64 { get }
}

extension Model {
  /// Ten times a second.
  @inlinable
  public static var samplePeriod: Interval { .milliseconds(100) }

  /// Every run of a lab can be compared.
  @inlinable public static var recordsDigest: Bool { true }

  /// Nothing to observe.
  public mutating func observe(_ context: inout Context<Self>) {}

  /// The loop, to be specialized for each model.
  @inlinable
  public static func advance(_ simulation: inout Simulation<Self>, until end: Instant, limit: Int) -> Int {
    var processed = 0
    repeat {
      let stop = min(end, simulation.nextSample)
      while processed < limit, let (due, event) = simulation.context.agenda.next(before: stop) {
        simulation.context.begin(due, event)
        simulation.model.handle(event, &simulation.context)
        processed &+= 1
      }
    } while simulation.passes(end)
    return processed
  }
}
