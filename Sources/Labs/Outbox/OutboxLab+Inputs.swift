import Engine
import FirstEdition

extension OutboxLab {
  /// Takes over changed knobs; orders that have begun keep their mode.
  public mutating func turn(_ knobs: Knobs, _ context: inout Context<OutboxLab>) {
    let before = self.knobs
    self.knobs = knobs
    if before.rate != knobs.rate, let due = traffic.turn(rate: knobs.rate, context) {
      context.schedule(.arrival(traffic.generation), at: due)
    }
    if before.crashesPerMinute != knobs.crashesPerMinute,
      let due = crashes.turn(rate: knobs.crashesPerMinute / 60, context)
    {
      context.schedule(.crash(crashes.generation), at: due)
    }
    if before.relays != knobs.relays { startRelays(&context) }
  }

  /// Does what a key asks for.
  public mutating func act(_ action: Action, _ isOn: Bool, _ context: inout Context<OutboxLab>) {
    switch action {
    case .order: orderByHand(&context)
    // These happen to whoever comes to that point next.
    case .crashBeforePublish: faults.beforePublish = context.input
    case .crashBeforeMark: faults.beforeMark = context.input
    case .rollback: faults.rollback = context.input
    case .consumerCrash: faults.consumerCrash = context.input
    case .brokerDown:
      faults.brokerDown = isOn ? context.input : nil
      books.hasToldLoss = false
      if isOn { faults.trouble = context.input }
    }
  }
}
