/// One service's part in one saga: a receiver that does its step once and undoes it once, however often it is asked.
///
/// Messages come twice or late, so a request that repeats what is done already is only answered again; that is
/// what makes it safe for the sender to repeat itself. A request to execute what was undone already is a
/// straggler and is ignored.
public struct SagaParticipant: Hashable, Sendable {
  /// What it has done.
  public enum State: UInt8, Hashable, Sendable, CaseIterable {
    /// Nothing yet.
    case untouched
    /// It works on the step.
    case executing
    /// The step is done.
    case done
    /// It could not do the step, and nothing has changed.
    case refused
    /// It undoes the step.
    case compensating
    /// The step is undone, for good.
    case undone
  }

  /// What it says.
  public enum Answer: UInt8, Hashable, Sendable {
    /// The step is done.
    case executed
    /// The step cannot be done.
    case refused
    /// The step is undone, or was never done.
    case compensated
  }

  /// What is to be done about a request.
  public enum Reaction: Hashable, Sendable {
    /// Begin with the step.
    case execute
    /// Begin to undo the step.
    case compensate
    /// Say again what was said before.
    case answer(Answer)
    /// Nothing: it is at work, or the request is a straggler.
    case ignore
  }

  /// What it has done.
  public internal(set) var state = State.untouched

  /// A service that has not heard of the saga.
  @inlinable public init() {}

  /// Is asked to do the step.
  public mutating func execute() -> Reaction {
    switch state {
    case .untouched:
      state = .executing
      return .execute
    case .done: return .answer(.executed)
    case .refused: return .answer(.refused)
    case .executing, .compensating, .undone: return .ignore
    }
  }

  /// Has tried the step; nil when nobody had asked.
  public mutating func hasExecuted(_ isDone: Bool) -> Answer? {
    guard state == .executing else { return nil }
    state = isDone ? .done : .refused
    return isDone ? .executed : .refused
  }

  /// Is asked to undo the step; what was never done is as good as undone.
  public mutating func compensate() -> Reaction {
    switch state {
    case .done:
      state = .compensating
      return .compensate
    case .untouched, .refused:
      state = .undone
      return .answer(.compensated)
    case .undone: return .answer(.compensated)
    case .executing, .compensating: return .ignore
    }
  }

  /// Has tried to undo the step; nil when it failed, and it can be asked again, or when nobody had asked.
  public mutating func hasCompensated(_ isUndone: Bool) -> Answer? {
    guard state == .compensating else { return nil }
    state = isUndone ? .undone : .done
    return isUndone ? .compensated : nil
  }
}
