// example: a bulkhead with cancellation
import Patterns

/// Lets so many calls run at once; the others stand in line until it is their turn or their task is cancelled.
actor Compartment {
  struct Full: Error {}

  private var bulkhead: Bulkhead
  private var line: [UInt64: CheckedContinuation<Void, any Error>] = [:]
  private var callers: UInt64 = 0
  private let now: @Sendable () -> Duration

  init(maxConcurrent: Int, maxWaiting: Int, now: @escaping @Sendable () -> Duration) {
    bulkhead = Bulkhead(maxConcurrent: maxConcurrent, maxWaiting: maxWaiting)
    self.now = now
  }

  var isBusy: Bool { bulkhead.inUse > 0 }
  var waiting: Int { bulkhead.waiting }

  func run<Answer: Sendable>(_ body: @Sendable () async throws -> Answer) async throws -> Answer {
    try await enter()
    defer { leave() }
    return try await body()
  }

  private func enter() async throws {
    callers += 1
    let id = callers
    switch bulkhead.enter(id, at: now()) {
    case .entered: return
    case .refused: throw Full()
    case .queued:
      try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { line[id] = $0 }
      } onCancel: {
        Task { await self.giveUp(id) }
      }
    }
  }

  private func leave() {
    if let next = bulkhead.leave(at: now()) { line.removeValue(forKey: next)?.resume() }
  }

  // Who has a permit by now keeps it, and gives it back when its body has seen the cancellation.
  private func giveUp(_ id: UInt64) {
    if bulkhead.expire(id) { line.removeValue(forKey: id)?.resume(throwing: CancellationError()) }
  }
}
// end
