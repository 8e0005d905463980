import Dispatch
import Synchronization

/// Does something for each number below `count`, so many at once; the results come in the order of the numbers, so that
/// they do not depend on how many were at it. `progress` is told how many are done, one call at a time.
func inParallel<Outcome: Sendable>(
  jobs: Int, count: Int, progress: @Sendable (Int) -> Void, _ work: @Sendable (Int) -> Outcome
) -> [Outcome] {
  let next = Atomic(0)
  let outcomes = Mutex((done: 0, byNumber: [Outcome?](repeating: nil, count: count)))
  DispatchQueue.concurrentPerform(iterations: min(max(1, jobs), count)) { _ in
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      guard number < count else { return }
      let outcome = work(number)
      outcomes.withLock {
        $0.byNumber[number] = outcome
        $0.done += 1
        progress($0.done)
      }
    }
  }
  return outcomes.withLock { $0.byNumber.compactMap { $0 } }
}
