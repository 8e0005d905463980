import Engine
import FirstEdition

/// A constant number of pending events; each, when it happens, schedules itself again Exp(1) later.
struct HoldModel: Model {
  struct Event: EventCode {
    let number: UInt32
    var code: UInt64 { UInt64(number) << 8 }
  }

  static var samplePeriod: Interval { .zero }

  private var random: Random

  init(_ pending: Int, _ context: inout Context<Self>) {
    random = Random(seed: context.seed)
    for number in 0..<pending { hold(Event(number: UInt32(number)), &context) }
  }

  mutating func handle(_ event: Event, _ context: inout Context<Self>) { hold(event, &context) }

  private mutating func hold(_ event: Event, _ context: inout Context<Self>) {
    context.schedule(event, after: .seconds(random.exponential()))
  }

  mutating func turn(_ pending: Int, _ context: inout Context<Self>) {}
  mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<Self>) {}
}
