/// The orchestrator of a saga: n steps in order, or the completed ones undone in reverse.
///
/// Either T1...Tn, or T1...Tj and then Cj...C1 (Garcia-Molina and Salem 1987). A step that fails has done
/// nothing: failure at step j makes j attempts and j - 1 compensations. A step of which nobody knows whether it
/// was executed, as after a timeout, may have been: it is undone first, which makes j compensations, so undoing
/// must do no harm where nothing was done (Richardson 2018, chapter 4, wants compensations idempotent;
/// `SagaParticipant` answers so). A compensation must succeed in the end, so a failed one, or one of which nobody
/// knows, is tried again for ever. Feed in what happened, do what comes out. Steps count from 1.
public struct Saga: Hashable, Sendable {
  /// Where a saga is.
  public enum State: Hashable, Sendable {
    /// Not started.
    case idle
    /// This step is being executed.
    case running(step: Int)
    /// This step is being undone.
    case compensating(step: Int)
    /// Undoing this step failed; it waits for its next try.
    case waiting(step: Int)
    /// All steps are done.
    case completed
    /// A step failed, or nobody knows whether it did, and all that was or may have been done is undone.
    case compensated
  }

  /// What happened; the step must be the one that the saga waits for.
  public enum Input: Hashable, Sendable {
    /// The step was executed.
    case stepSucceeded(Int)
    /// The step was not executed.
    case stepFailed(Int)
    /// The step may have been executed or not: no answer came in time, say.
    case stepOutcomeUnknown(Int)
    /// The step was undone.
    case compensationSucceeded(Int)
    /// The step could not be undone yet.
    case compensationFailed(Int)
    /// It is time to try undoing the step again.
    case retryDue(Int)
  }

  /// What is to be done next.
  public enum Command: Hashable, Sendable {
    /// Execute the step.
    case execute(Int)
    /// Undo the step.
    case compensate(Int)
    /// Wait as the retry policy says, then feed in `retryDue` with this step.
    case retryCompensation(Int)
    /// Confirm: all steps are done.
    case complete
    /// Report the failure: everything that was or may have been done is undone.
    case fail
  }

  /// The number of steps; with 0 or less the saga is complete when it starts.
  public let steps: Int
  /// Steps tried so far.
  @inlinable public var attempts: Int { failed == 0 ? step : failed }
  /// Steps undone so far.
  @inlinable public var compensations: Int { failed == 0 ? 0 : firstUndone - step }
  /// Compensations that failed and had to be tried again.
  @inlinable public var retries: Int { Int(repeated) }
  /// The step that failed or may have; nil while none has.
  @inlinable public var failedStep: Int? { failed == 0 ? nil : failed }
  /// Whether the step that made the saga turn back may have been executed, and is undone too.
  @inlinable public var isFailedStepInDoubt: Bool { isInDoubt }

  @usableFromInline
  enum Phase: UInt8, Hashable, Sendable { case idle, running, compensating, waiting, completed, compensated }

  // The step that is executed or undone; 0 before the first and when all are undone.
  @usableFromInline var step = 0
  @usableFromInline var failed = 0
  @usableFromInline var repeated: UInt32 = 0
  @usableFromInline var phase = Phase.idle
  @usableFromInline var isInDoubt = false

  /// A saga that has not started.
  @inlinable
  public init(steps: Int) {
    self.steps = steps
  }

  /// Where the saga is.
  @inlinable public var state: State {
    switch phase {
    case .idle: .idle
    case .running: .running(step: step)
    case .compensating: .compensating(step: step)
    case .waiting: .waiting(step: step)
    case .completed: .completed
    case .compensated: .compensated
    }
  }

  /// Whether the saga has ended one way or the other.
  @inlinable public var isOver: Bool { phase == .completed || phase == .compensated }

  /// Begins with step 1; nil if it has begun already.
  @inlinable
  public mutating func start() -> Command? {
    guard phase == .idle else { return nil }
    return executeNext()
  }

  /// Takes in what happened and returns what to do next; nil refuses what cannot have happened here, as a
  /// reply that comes twice, and changes nothing. O(1).
  @inlinable
  public mutating func handle(_ input: Input) -> Command? {
    switch (phase, input) {
    case (.running, .stepSucceeded(step)): return executeNext()
    case (.running, .stepFailed(step)):
      failed = step
      return compensate(step - 1)
    case (.running, .stepOutcomeUnknown(step)):
      failed = step
      isInDoubt = true
      return compensate(step)
    case (.compensating, .compensationSucceeded(step)): return compensate(step - 1)
    case (.compensating, .compensationFailed(step)):
      phase = .waiting
      repeated &+= 1
      return .retryCompensation(step)
    case (.waiting, .retryDue(step)):
      phase = .compensating
      return .compensate(step)
    default: return nil
    }
  }

  @inlinable var firstUndone: Int { isInDoubt ? failed : failed - 1 }

  @inlinable
  mutating func executeNext() -> Command {
    guard step < steps else {
      phase = .completed
      return .complete
    }
    phase = .running
    step += 1
    return .execute(step)
  }

  @inlinable
  mutating func compensate(_ last: Int) -> Command {
    step = last
    if last == 0 {
      phase = .compensated
      return .fail
    }
    phase = .compensating
    return .compensate(last)
  }
}
