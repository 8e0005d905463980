import Engine
import FirstEdition

/// A world made for hard cases of replay: every event lies on a grid of a millisecond, so most instants hold
/// several, some lie on the instant of a sample, and what happens depends on everything that happened before.
///
/// The longest delay must be above a millisecond, or the world would never leave an instant.
struct GridModel: Model {
  struct Event: EventCode, Hashable {
    let number: UInt32
    var code: UInt64 { UInt64(number) << 8 | 5 }
  }

  enum Meter: Int, MeterSet {
    case events, level, delay

    var declaration: MeterDeclaration {
      switch self {
      case .events: MeterDeclaration("events", .counter, "Events.")
      case .level: MeterDeclaration("level", .gauge, "The level.")
      case .delay: MeterDeclaration("delay", .latency, "Delays.")
      }
    }
  }

  enum Note: NoteSet {
    case passed(UInt32)
    var level: NoteLevel { .detail }
    var topic: Int { 1 }
    var text: String { "passed" }
  }

  static var samplePeriod: Interval { .milliseconds(10) }

  var longest: Int
  var level = 0
  var trail: UInt64 = 0
  var observations = 0

  init(_ longest: Int, _ context: inout Context<Self>) {
    self.longest = longest
    for number in 0..<20 { context.schedule(Event(number: UInt32(number)), at: .start) }
  }

  mutating func handle(_ event: Event, _ context: inout Context<Self>) {
    trail = trail &* 31 &+ UInt64(event.number) &+ UInt64(level)
    level = Int(trail % 17)
    context.count(.events)
    if trail % 9 == 0 { context.note(.passed(event.number), cause: context.input) }
    if event.number >= 1_000_000 && trail % 2 == 0 { return }
    var draw = context.draw(DrawStream(1), trail)
    let delay = Interval.milliseconds(Double(draw.below(longest)))
    context.record(.delay, delay)
    context.schedule(event, after: delay)
  }

  mutating func turn(_ longest: Int, _ context: inout Context<Self>) { self.longest = longest }

  /// Throws in some events at once, right now and a little later.
  mutating func act(_ action: Int, _ isOn: Bool, _ context: inout Context<Self>) {
    for number in 0..<UInt32(action) {
      context.schedule(Event(number: 1_000_000 + number), after: isOn ? .zero : .milliseconds(1))
    }
  }

  mutating func observe(_ context: inout Context<Self>) {
    observations += 1
    context.set(.level, Double(level))
  }
}

/// All of a moment that another way to reach it must agree on.
struct Sight: Equatable {
  var at: Instant, events: Int, digest: Digest, pending: Int
  var trail: UInt64, observations: Int, longest: Int
  var rows: Int, lastRow: [Double?], counted: UInt64, delays: UInt64, level: Double, notes: Int, input: NoteID

  init(_ simulation: Simulation<GridModel>) {
    let context = simulation.context
    at = context.now
    events = context.processed
    digest = context.digest
    pending = context.pending
    trail = simulation.model.trail
    observations = simulation.model.observations
    longest = simulation.model.longest
    rows = context.history.count
    lastRow = (0..<3).map { context.history[context.history.count - 1, $0] }
    counted = context.meters[count: .events]
    delays = context.meters[latency: .delay].count
    level = context.meters[gauge: .level].mean(at: context.now)
    notes = context.notes.count
    input = context.input
  }
}
