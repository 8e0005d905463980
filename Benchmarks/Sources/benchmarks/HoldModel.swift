import Engine
import LabKit

/// A constant number of pending events; each, when it happens, schedules itself again Exp(1) later.
struct HoldModel: Lab {
  typealias Knobs = Int
  enum Event: UInt8, EventKind { case hold }

  static var samplePeriod: Interval { .zero }

  /// The knobs are the number of pending events.
  static func declaration(of _: NoBlueprint) -> Declaration<HoldModel> {
    Declaration(.benchmark("hold"), start: 1000, knobs: [], actions: [], meters: [], rules: [], promises: [])
  }

  private var random: Random

  init(_ context: inout Context<Self>) {
    random = Random(seed: context.seed)
    for number in 0..<context.knobs { hold(Slot(number), &context) }
  }

  var isDrained: Bool { false }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Self>) {
    hold(slot, &context)
  }

  private mutating func hold(_ slot: Slot, _ context: inout Context<Self>) {
    context.schedule(.hold, slot, after: .seconds(random.exponential()))
  }
}
