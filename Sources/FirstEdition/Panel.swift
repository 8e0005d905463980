import Engine
import Grid
import LabKit

/// One picture of a lab: a function from a snapshot to cells.
public struct Panel<L: Lab>: Sendable {
  /// The title in its frame.
  public let title: String
  /// A few words on the state, beside the title.
  public let status: @Sendable (LabView<L>) -> String
  /// Which notes are about it; `]` goes to the next of them.
  public let topics: [Int]
  /// The keys of the knobs that act on it, and the actions; the footer shows them while it is focused.
  public let knobs: [String], actions: [L.Action]
  /// The rows and columns it needs to be of use.
  public let minimumWidth: Int, minimumHeight: Int
  /// Draws it inside its frame; at any size, from nothing up.
  public let draw: @Sendable (LabView<L>, inout Canvas) -> Void

  /// A panel.
  public init(
    _ title: String, topics: [Int], knobs: [String] = [], actions: [L.Action] = [], minimumWidth: Int = 20,
    minimumHeight: Int = 3, status: @escaping @Sendable (LabView<L>) -> String = { _ in "" },
    draw: @escaping @Sendable (LabView<L>, inout Canvas) -> Void
  ) {
    self.title = title
    self.topics = topics
    self.knobs = knobs
    self.actions = actions
    self.minimumWidth = minimumWidth
    self.minimumHeight = minimumHeight
    self.status = status
    self.draw = draw
  }
}

/// What a panel sees: an immutable copy of a run at one moment.
public struct LabView<L: Lab>: Sendable {
  /// The world and its meters, laws, notes and history.
  public let simulation: Simulation<L>
  /// The knobs as they are turned.
  public let knobs: L.Knobs
  /// The faults that are injected, in the order of their declaration.
  public let faults: [L.Action]

  /// The world.
  public var model: L { simulation.model }
  /// Meters, laws, notes and history.
  public var context: Context<L> { simulation.context }
  /// The virtual time.
  public var now: Instant { simulation.context.now }
  /// The readings.
  public var meters: Meters<L.Meter> { simulation.context.meters }
}

extension LabView {
  /// How fast a counter rose lately, a second: over the last `seconds` of samples, or what there is of them.
  public func rate(_ meter: L.Meter, overSeconds seconds: Double = 1) -> Double {
    let history = simulation.context.history
    let rows = max(1, Int((seconds / L.samplePeriod.seconds).rounded()))
    let last = history.count - 1
    guard last >= 0, let high = history[last, meter.rawValue] else { return 0 }
    // Before the first sample every counter was 0; beyond the oldest one that is kept nobody knows.
    let first = last - rows < 0 && history.oldest == 0 ? -1 : max(last - rows, history.oldest)
    guard first < last else { return 0 }
    let low = first < 0 ? 0 : history[first, meter.rawValue] ?? 0
    return (high - low) / (Double(last - first) * L.samplePeriod.seconds)
  }

  /// The newest readings of a gauge or a latency, oldest first, one per `every` samples.
  public func levels(_ meter: L.Meter, most: Int, every: Int = 1) -> [Double] {
    let history = simulation.context.history
    let every = max(1, every)
    // Aligned to multiples, so that a chart moves by whole columns and not in itself.
    let end = history.count / every
    return (max(0, end - most)..<max(0, end)).compactMap { history[$0 * every + every - 1, meter.rawValue] }
  }

  /// The newest rates of a counter a second, oldest first, each over `every` samples.
  public func rates(_ meter: L.Meter, most: Int, every: Int = 1) -> [Double] {
    let history = simulation.context.history
    let every = max(1, every)
    let end = history.count / every
    let period = Double(every) * L.samplePeriod.seconds
    return (max(0, end - most)..<max(0, end)).compactMap { step in
      guard let high = history[step * every + every - 1, meter.rawValue] else { return nil }
      let low = step == 0 ? 0 : history[step * every - 1, meter.rawValue]
      return low.map { (high - $0) / period }
    }
  }
}
