import Engine
import FirstEdition

extension SagaLab {
  /// Takes over changed knobs; orders that have begun keep their mode.
  public mutating func turn(_ knobs: Knobs, _ context: inout Context<SagaLab>) {
    let before = self.knobs
    self.knobs = knobs
    if before.rate != knobs.rate, let due = traffic.turn(rate: knobs.rate, context) {
      context.schedule(.arrival(traffic.generation), at: due)
    }
  }

  /// Does what a key asks for.
  public mutating func act(_ action: Action, _ isOn: Bool, _ context: inout Context<SagaLab>) {
    let note = isOn ? context.input : nil
    switch action {
    case .failStep1: beginByHand(refusedStep: 1, &context)
    case .failStep2: beginByHand(refusedStep: 2, &context)
    case .failStep3: beginByHand(refusedStep: 3, &context)
    case .failStep4: beginByHand(refusedStep: 4, &context)
    case .failStep5: beginByHand(refusedStep: 5, &context)
    case .order: beginByHand(refusedStep: 0, &context)
    case .anomaly:
      beginByHand(refusedStep: 4, &context)
      faults.anomaly = context.input
      // After the first has written the row, and long before it turns back.
      context.schedule(.secondOrder, after: .milliseconds(1.5 * knobs.stepMilliseconds))
    case .compensationFails: faults.compensationFails = note
    case .messageLost: faults.losesNext = note
    case .messageDoubled: faults.doublesNext = note
    case .coordinatorCrash:
      faults.coordinatorCrash = note
      if isOn { crashCoordinator(cause: context.input, &context) } else { recoverCoordinator(&context) }
    case .crashInDoubt:
      faults.crashInDoubt = note
      if !isOn {
        recoverCoordinator(&context)
      } else if knobs.mode != .twoPhase {
        // Only two-phase commit has such a moment.
        crashCoordinator(cause: context.input, &context)
      }
    }
  }
}
