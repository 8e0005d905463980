import Engine
import FirstEdition

/// A world in which little happens for long: an event a second, so that a day of it takes no time to run.
struct TickModel: Model {
  struct Tick: EventCode {
    var code: UInt64 { 1 }
  }

  enum Meter: Int, MeterSet {
    case ticks, level

    var declaration: MeterDeclaration {
      switch self {
      case .ticks: MeterDeclaration("ticks", .counter, "Ticks.")
      case .level: MeterDeclaration("level", .gauge, "The level.")
      }
    }
  }

  var level: Int
  /// What every snapshot has to itself.
  var own: [Int] = Array(repeating: 0, count: 16)

  init(_ level: Int, _ context: inout Context<Self>) {
    self.level = level
    context.schedule(Tick(), at: .start)
  }

  mutating func handle(_ event: Tick, _ context: inout Context<Self>) {
    context.count(.ticks)
    level = (level &* 31 &+ 7) % 1009
    own[level % 16] += 1
    context.schedule(event, after: .seconds(1))
  }

  mutating func turn(_ level: Int, _ context: inout Context<Self>) { self.level = level }
  mutating func act(_ action: Int, _ isOn: Bool, _ context: inout Context<Self>) { level += action }
  mutating func observe(_ context: inout Context<Self>) { context.set(.level, Double(level)) }
}

/// All of a moment, the meters over time included.
struct TickSight: Equatable {
  let moment: Moment, digest: Digest, level: Int, own: [Int]
  let oldest: Int, rows: [[Double?]]

  init(_ simulation: Simulation<TickModel>, inputs: Int) {
    let context = simulation.context, history = simulation.context.history
    moment = Moment(at: context.now, events: context.processed, inputs: inputs)
    (digest, level, own) = (context.digest, simulation.model.level, simulation.model.own)
    oldest = history.oldest
    rows = (history.oldest..<history.count).map { row in (0..<2).map { history[row, $0] } }
  }
}
