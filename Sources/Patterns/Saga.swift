/// The orchestrator of a saga: n steps in order, or the completed ones undone in reverse.
///
/// Either T1...Tn, or T1...Tj and then Cj...C1 (Garcia-Molina and Salem 1987). A step that fails has done
/// nothing: failure at step j makes j attempts and j - 1 compensations. A compensation must succeed in the
/// end, so a failed one is tried again for ever. Feed in what happened, do what comes out. Steps count from
/// 1.
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
    /// A step failed and every step before it was undone.
    case compensated
  }

  /// What happened; the step must be the one that the saga waits for.
  public enum Input: Hashable, Sendable {
    /// The step was executed.
    case stepSucceeded(Int)
    /// The step was not executed.
    case stepFailed(Int)
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
    /// Report the failure: everything that was done is undone.
    case fail
  }

  /// The number of steps, 1...65,535.
  @inlinable public var steps: Int { Int(count) }
  /// Steps tried so far.
  @inlinable public var attempts: Int { Int(tried) }
  /// Steps undone so far.
  @inlinable public var compensations: Int { Int(undone) }
  /// Compensations that failed and had to be tried again.
  @inlinable public var retries: Int { Int(repeated) }
  /// The step that failed; nil while none has.
  @inlinable public var failedStep: Int? { failed == 0 ? nil : Int(failed) }

  @usableFromInline
  enum Phase: UInt8, Hashable, Sendable { case idle, running, compensating, waiting, completed, compensated }

  // 16 bytes in all: a world keeps thousands of them and copies them with every snapshot.
  @usableFromInline var phase = Phase.idle
  @usableFromInline let count: UInt16
  @usableFromInline var step: UInt16 = 0
  @usableFromInline var failed: UInt16 = 0
  @usableFromInline var tried: UInt16 = 0
  @usableFromInline var undone: UInt16 = 0
  @usableFromInline var repeated: UInt32 = 0

  /// A saga that has not started; fewer than one step become one.
  @inlinable
  public init(steps: Int) {
    count = UInt16(clamping: max(1, steps))
  }

  /// Where the saga is.
  @inlinable public var state: State {
    switch phase {
    case .idle: .idle
    case .running: .running(step: Int(step))
    case .compensating: .compensating(step: Int(step))
    case .waiting: .waiting(step: Int(step))
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
    return execute(1)
  }

  /// Takes in what happened and returns what to do next; nil refuses what cannot have happened here, as a
  /// reply that comes twice, and changes nothing. O(1).
  @inlinable
  public mutating func handle(_ input: Input) -> Command? {
    switch (phase, input) {
    case (.running, .stepSucceeded(let done)) where done == Int(step):
      if step < count { return execute(step + 1) }
      phase = .completed
      return .complete
    case (.running, .stepFailed(let bad)) where bad == Int(step):
      failed = step
      return compensate(below: step)
    case (.compensating, .compensationSucceeded(let back)) where back == Int(step):
      undone += 1
      return compensate(below: step)
    case (.compensating, .compensationFailed(let stuck)) where stuck == Int(step):
      phase = .waiting
      repeated &+= 1
      return .retryCompensation(stuck)
    case (.waiting, .retryDue(let due)) where due == Int(step):
      phase = .compensating
      return .compensate(due)
    default:
      return nil
    }
  }

  @inlinable
  mutating func execute(_ next: UInt16) -> Command {
    phase = .running
    step = next
    tried += 1
    return .execute(Int(next))
  }

  @inlinable
  mutating func compensate(below last: UInt16) -> Command {
    step = last - 1
    if step == 0 {
      phase = .compensated
      return .fail
    }
    phase = .compensating
    return .compensate(Int(step))
  }
}
