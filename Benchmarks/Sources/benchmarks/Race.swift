#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Contenders that take turns, so that whatever disturbs the machine disturbs all of them.
///
/// Each is timed over many short rounds and its quickest round counts. What is measured is the time of this
/// thread on a processor and not the time on the wall, most of which belongs to others on a busy machine.
struct Race {
  let rounds: Int

  /// The seconds of each contender's quickest round.
  func quickest(_ contenders: [() -> Void]) -> [Double] {
    var best = contenders.map { _ in Double.infinity }
    for _ in 0..<rounds {
      for (index, contender) in contenders.enumerated() {
        let start = Race.threadSeconds
        contender()
        best[index] = min(best[index], Race.threadSeconds - start)
      }
    }
    return best
  }

  private static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
