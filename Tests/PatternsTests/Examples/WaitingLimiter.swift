// example: a limiter that waits
import Patterns

/// Lets callers pass at a rate and makes them wait their turn, but no longer than `maxWait`.
actor WaitingLimiter {
  struct Busy: Error {}

  private var bucket: TokenBucket
  private let maxWait: Duration
  private let now: @Sendable () -> Duration
  private let sleep: @Sendable (Duration) async throws -> Void

  init(
    rate: Double, burst: Int, maxWait: Duration, now: @escaping @Sendable () -> Duration,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    bucket = TokenBucket(rate: rate, burst: burst, at: now())
    self.maxWait = maxWait
    self.now = now
    self.sleep = sleep
  }

  func wait() async throws {
    guard let turn = bucket.reserve(at: now(), maxWait: maxWait) else { throw Busy() }
    let delay = turn.delay(from: now())
    guard delay > .zero else { return }
    do { try await sleep(delay) } catch {
      // Cancelled: the token goes back to those who come after.
      bucket.cancel(turn, at: now())
      throw error
    }
  }
}
// end
