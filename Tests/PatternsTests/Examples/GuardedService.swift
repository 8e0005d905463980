// example: a breaker around an async call
import Patterns

/// Calls a dependency through a circuit breaker.
actor GuardedService {
  struct Refused: Error {}

  private var breaker: CircuitBreaker
  private let now: @Sendable () -> Duration

  init(_ settings: CircuitBreaker.Settings, now: @escaping @Sendable () -> Duration) {
    breaker = CircuitBreaker(settings, at: now())
    self.now = now
  }

  func call<Answer: Sendable>(_ body: @Sendable () async throws -> Answer) async throws -> Answer {
    let begin = now()
    guard let permit = breaker.tryAcquire(at: begin) else { throw Refused() }
    do {
      let answer = try await body()
      record(.success, since: begin, permit)
      return answer
    } catch is CancellationError {
      // The caller went away: that says nothing about the dependency.
      record(.ignored, since: begin, permit)
      throw CancellationError()
    } catch {
      record(.failure, since: begin, permit)
      throw error
    }
  }

  private func record(_ outcome: CircuitBreaker.Outcome, since begin: Duration, _ permit: CircuitBreaker.Permit) {
    breaker.record(outcome, duration: now() - begin, at: now(), permit: permit)
  }
}
// end
