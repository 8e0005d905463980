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
/// bytes. Times are since any fixed epoch; for the intervals, one before the latest counts as the latest.
public struct CoDel: Hashable, Sendable {
  /// The wait that may stand; 5 ms in the RFC. At 0 or less every wait is too long.
  public var target: Duration
  /// How long the wait must stay above the target before the first drop; 100 ms in the RFC. At
  /// 0 or less nothing is spared from the first moment on but the last requests.
  public var interval: Duration
  /// With no more requests than this left behind, nothing is dropped: one, as the RFC spares one packet.
  public var spared = 1

  /// Whether it is dropping now.
  public internal(set) var isDropping = false
  /// Drops since dropping began, or what is remembered of them.
  public internal(set) var count = 0
  /// When the next drop is due while it is dropping.
  public internal(set) var nextDrop = Duration.zero

  var lastCount = 0
  // The latest time that it was told.
  var clock: Duration?
  // When dropping may begin; nil while the wait is below the target.
  var firstAbove: Duration?

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
    let latest = max(clock ?? now, now)
    clock = latest
    func look(behind drops: Int) -> Bool {
      // What is left behind the one that is looked at: none, or too few to drop any.
      guard drops < length, length - drops - 1 > spared else { return isAbove(false, at: latest) }
      return isAbove(now.subtracting(enqueued(drops)) >= target, at: latest)
    }
    var drops = 0
    var mayDrop = look(behind: drops)
    if isDropping {
      if !mayDrop { isDropping = false }
      while isDropping && latest >= nextDrop {
        drops += 1
        count += 1
        mayDrop = look(behind: drops)
        if mayDrop { nextDrop = law(nextDrop) } else { isDropping = false }
      }
    } else if mayDrop {
      drops = 1
      _ = look(behind: drops)
      isDropping = true
      // Dropping that ended only a moment ago goes on at nearly the rate that it had found.
      let delta = count - lastCount
      count = delta > 1 && latest.subtracting(nextDrop) < interval.multiplied(by: 16) ? delta : 1
      nextDrop = law(latest)
      lastCount = count
    }
    return Verdict(drops: drops, isServed: drops < length)
  }

  private func law(_ time: Duration) -> Duration {
    time.adding(interval.scaled(by: 1 / Double(count).squareRoot()))
  }

  // Has the wait been above the target for an interval?
  private mutating func isAbove(_ isLong: Bool, at now: Duration) -> Bool {
    guard isLong else {
      firstAbove = nil
      return false
    }
    guard let firstAbove else {
      self.firstAbove = now.adding(interval)
      return false
    }
    return now >= firstAbove
  }
}

extension CoDel.Parts: Codable {
  private enum Key: CodingKey {
    case target, interval, spared, isDropping, count, lastCount, nextDrop, clock, firstAbove
  }

  /// Decodes the parts of a queue, as in `{"target": "0.005s", "interval": "0.1s", "spared": 1, "isDropping": true,
  /// "count": 3, "lastCount": 1, "nextDrop": "7s", "clock": "6.5s", "firstAbove": "6s"}`, the last two where there is
  /// one.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(
      target: parts[.target], interval: parts[.interval], spared: parts[.spared],
      isDropping: parts[.isDropping], count: parts[.count], lastCount: parts[.lastCount],
      nextDrop: parts[.nextDrop], clock: parts[ifPresent: .clock], firstAbove: parts[ifPresent: .firstAbove])
  }

  /// Encodes the parts by their names.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.target, target)
    try parts.set(.interval, interval)
    try parts.set(.spared, spared)
    try parts.set(.isDropping, isDropping)
    try parts.set(.count, count)
    try parts.set(.lastCount, lastCount)
    try parts.set(.nextDrop, nextDrop)
    try parts.set(.clock, ifPresent: clock)
    try parts.set(.firstAbove, ifPresent: firstAbove)
  }
}
