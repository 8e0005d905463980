extension SagaLab.Note {
  /// The sentence.
  public var text: String {
    switch self {
    case .began(let order, let mode, let row): "Order \(order) begins on row \(row + 1), \(mode.rawValue)."
    case .stepBegins(let order, let step): "Order \(order): \(SagaLab.stepNames[step - 1])."
    case .stepDone(let order, let step):
      "Order \(order): step \(step), \(SagaLab.stepNames[step - 1]), is done."
    case .stepRefused(let order, let step):
      "Order \(order) fails at step \(step), \(SagaLab.stepNames[step - 1])."
    case .undoBegins(let order, let step): "Order \(order): \(SagaLab.undoNames[step - 1])."
    case .undoDone(let order, let step): "Order \(order): step \(step) is undone."
    case .undoFails(let order, let step, let times):
      "Order \(order): \(SagaLab.undoNames[step - 1]) failed \(counted(times, "time")); it is tried again."
    case .completed(let order): "Order \(order) is complete."
    case .undone(let order, let steps):
      steps == 0
        ? "Order \(order) has failed and nothing is left of it."
        : "Order \(order) has failed and undone what it did: \(counted(steps, "compensation"))."
    case .halfDone(let order, let steps):
      "Order \(order) failed and leaves \(counted(steps, "step")) as they are: nobody undoes them."
    case .gaveUp(let order):
      "Order \(order): the caller got no answer and gave up, not knowing what was done."
    case .decided(let order, true): "Order \(order): all voted yes, the coordinator decides to commit."
    case .decided(let order, false): "Order \(order): the coordinator decides to abort."
    default: worldText
    }
  }

  private var worldText: String {
    switch self {
    case .doubled(let order, let step, let times):
      "Order \(order): a repeat taken as new: \(SagaLab.stepNames[step - 1]) in force \(counted(times, "time"))."
    case .dirtyRead(let order, let row):
      "Order \(order) reads row \(row + 1) while the change of another is not final: a dirty read."
    case .lostUpdate(let order, let row, let lost, _):
      "Order \(order) writes row \(row + 1)'s old value back over \(counted(lost, "update")) of others."
    case .refusedDown: "An order is turned away: there is no coordinator."
    case .refusedFull: "An order is turned away: too many are under way."
    case .crashed(.orchestrated, let count):
      "The orchestrator crashes: \(counted(count, "saga")) stand still, their rows stay free."
    case .crashed(.choreographed, _):
      "The coordinator crashes, and services that talk to each other go on."
    case .crashed(.twoPhase, let count):
      "The coordinator crashes in \(counted(count, "transaction")); the prepared keep locks."
    case .crashed(.none, let count):
      "The caller crashes in the middle of \(counted(count, "order")); nobody knows them."
    case .recovered(let count, let entries):
      "The coordinator is back, reads \(entries) of its log and resumes \(counted(count, "order"))."
    case .blocked(let count):
      "In doubt: \(counted(count, "participant")) voted yes; locks stay until it is back."
    default: messageText
    }
  }

  private var messageText: String {
    switch self {
    case .undoStuck(let count): "Undoing fails (orders stuck: \(count)): it is tried again until it succeeds."
    case .undoMoves: "Undoing works again: what waited is tried once more and succeeds."
    case .repeated(let order, let kind, let step):
      "Order \(order): no answer, so '\(kind.text)' is repeated to \(SagaLab.shortNames[step - 1])."
    case .messageLost(let order, let kind, let step, _):
      "Order \(order): the message '\(kind.text)' (\(SagaLab.shortNames[step - 1])) is lost."
    case .messageDoubled(let order, let kind, let step, _):
      "Order \(order): '\(kind.text)' reaches \(SagaLab.shortNames[step - 1]) twice."
    default: ""
    }
  }
}

/// A number and what it counts, in the singular for one.
private func counted(_ count: Int, _ what: String) -> String {
  count == 1 ? "1 \(what)" : "\(count) \(what)s"
}
