import Dispatch
import Synchronization

/// Does something for each number below `count`, so many at once: whoever is done takes the next number. `done` is told
/// each outcome, one call at a time and in no fixed order, and says whether to go on.
package func inParallel<Outcome: Sendable>(
  jobs: Int, count: Int, _ work: @Sendable (Int) -> Outcome, done: @Sendable (Int, Outcome) -> Bool
) {
  let next = Atomic(0)
  let telling = Mutex(())
  DispatchQueue.concurrentPerform(iterations: min(max(1, jobs), count)) { _ in
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      guard number < count else { return }
      let outcome = work(number)
      if !telling.withLock({ _ in done(number, outcome) }) { next.store(count, ordering: .relaxed) }
    }
  }
}

/// The same for all of them; the results come in the order of the numbers, so that they do not depend on how many were
/// at it. `progress` is told how many are done, one call at a time.
package func inParallel<Outcome: Sendable>(
  jobs: Int, count: Int, progress: @Sendable (Int) -> Void, _ work: @Sendable (Int) -> Outcome
) -> [Outcome] {
  let outcomes = Mutex((done: 0, byNumber: [Outcome?](repeating: nil, count: count)))
  inParallel(jobs: jobs, count: count, work) { number, outcome in
    outcomes.withLock {
      $0.byNumber[number] = outcome
      $0.done += 1
      progress($0.done)
    }
    return true
  }
  return outcomes.withLock { $0.byNumber.compactMap { $0 } }
}
