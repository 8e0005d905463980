#if canImport(Glibc)
  // For the linker: rounding and square roots may be calls into libm.
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Controlled delay: drops from a queue whose wait stays above a target for a whole interval.
///
/// It judges by the smallest wait, not by the length, and drops at growing frequency: the nth drop follows
/// after interval / sqrt(n). The algorithm of RFC 8289, section 5, counting requests where the RFC counts
/// bytes.
public struct CoDel: Hashable, Sendable {
  /// The wait that may stand; 5 ms in the RFC.
  public var target: Duration
  /// How long the wait must stay above the target before the first drop; 100 ms in the RFC.
  public var interval: Duration
  /// With no more requests than this left behind, nothing is dropped: one, as the RFC spares one packet.
  public var spared = 1

  /// Whether it is dropping now.
  public private(set) var isDropping = false
  /// Drops since dropping began, or what is remembered of them.
  public private(set) var count = 0
  /// When the next drop is due while it is dropping.
  public private(set) var nextDrop = Duration.zero

  private var lastCount = 0
  // When dropping may begin; nil while the wait is below the target.
  private var firstAbove: Duration?

  /// A queue that is not dropping; the RFC's constants.
  public init(target: Duration = .milliseconds(5), interval: Duration = .milliseconds(100)) {
    self.target = target
    self.interval = interval
  }

  /// What to do with the head of the queue.
  public struct Verdict: Hashable, Sendable {
    /// This many requests are dropped from the head.
    public let drops: Int
    /// Whether the one behind them is served; false if there is none.
    public let isServed: Bool
  }

  /// Decides at the moment when somebody is free to serve. O(drops).
  ///
  /// `length` is the number of requests in the queue, `enqueued` when the one at an offset from the head came
  /// in.
  public mutating func dequeue(at now: Duration, length: Int, enqueued: (Int) -> Duration) -> Verdict {
    var drops = 0
    var mayDrop = look(now, length, drops, enqueued)
    if isDropping {
      if !mayDrop { isDropping = false }
      while isDropping && now >= nextDrop {
        drops += 1
        count += 1
        mayDrop = look(now, length, drops, enqueued)
        if mayDrop { nextDrop = law(nextDrop) } else { isDropping = false }
      }
    } else if mayDrop {
      drops = 1
      _ = look(now, length, drops, enqueued)
      isDropping = true
      // Dropping that ended only a moment ago goes on at nearly the rate that it had found.
      let delta = count - lastCount
      count = delta > 1 && now - nextDrop < interval * 16 ? delta : 1
      nextDrop = law(now)
      lastCount = count
    }
    return Verdict(drops: drops, isServed: drops < length)
  }

  private func law(_ time: Duration) -> Duration {
    time + interval.scaled(by: 1 / Double(count).squareRoot())
  }

  // Looks at the request behind so many drops: has the wait been above the target for an interval?
  private mutating func look(_ now: Duration, _ length: Int, _ drops: Int, _ enqueued: (Int) -> Duration)
    -> Bool
  {
    let left = length - drops - 1
    if left < 0 || left <= spared || now - enqueued(drops) < target {
      firstAbove = nil
      return false
    }
    guard let firstAbove else {
      self.firstAbove = now + interval
      return false
    }
    return now >= firstAbove
  }
}
