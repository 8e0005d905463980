/// A pool of permits for one dependency, with a bounded line in front of it.
///
/// A full pool makes its own callers wait or fail and nobody else's: the semaphore bulkhead of Hystrix and
/// resilience4j, with the line made visible. First come, first served. Callers are known by ids of their own.
/// Who has waited too long takes no place in the line and holds up nobody behind, but is kept to be told: take
/// the overdue out with `expire` or `expireNext`. Times are since any fixed epoch; one before the latest counts as
/// the latest.
public struct Bulkhead: Hashable, Sendable {
  /// What became of a caller.
  public enum Entry: UInt8, Hashable, Sendable {
    /// It has a permit.
    case entered
    /// It stands in line.
    case queued
    /// The pool and the line are full.
    case refused
  }

  /// Permits in all; with 0 or less nobody enters. When it grows, call `admitNext` until nil; when it shrinks,
  /// those inside finish.
  public var maxConcurrent: Int
  /// Callers that may stand in line; with 0 or less nobody waits.
  public var maxWaiting: Int
  /// How long a caller stands in line; nil means as long as it takes. Holds for those who come from now on.
  public var maxWait: Duration?

  /// Permits in use.
  @inlinable public var inUse: Int { inside }
  /// Callers that wait, overdue ones included until they are taken out.
  @inlinable public var waiting: Int { line.count + overdue.count }
  /// Callers that were turned away because everything was full.
  @inlinable public var refused: Int { turnedAway }
  /// Callers whose time was over before they got a permit.
  @inlinable public var expired: Int { gaveUp }

  /// A caller in line.
  public struct Waiter: Hashable, Sendable {
    /// Its own id.
    public let id: UInt64
    /// Until when it may enter; nil means for ever.
    public let deadline: Duration?

    /// A caller that waits until then.
    @inlinable
    public init(id: UInt64, deadline: Duration?) {
      self.id = id
      self.deadline = deadline
    }

    // At the very end of its time a caller may still enter.
    @inlinable
    func isOverdue(at now: Duration) -> Bool { deadline.map { $0 < now } ?? false }
  }

  @usableFromInline var inside = 0
  @usableFromInline var turnedAway = 0
  @usableFromInline var gaveUp = 0
  // The latest time that it was told.
  @usableFromInline var clock: Duration?
  @usableFromInline var line = Queue<Waiter>()
  // Whether the times of those in line end in the order in which they came, as they do unless `maxWait` shrinks.
  @usableFromInline var isInOrder = true
  // Those whose time is over and who have not been taken out, in the order in which they came.
  @usableFromInline var overdue = Queue<UInt64>()

  /// An empty pool.
  public init(maxConcurrent: Int, maxWaiting: Int = 0, maxWait: Duration? = nil) {
    self.maxConcurrent = maxConcurrent
    self.maxWaiting = maxWaiting
    self.maxWait = maxWait
  }

  /// Lets a caller in, puts it in line or turns it away. Nobody overtakes the line.
  ///
  /// O(1), amortized; O(line) after `maxWait` was made shorter, until those who came before are gone.
  @inlinable
  public mutating func enter(_ id: UInt64, at now: Duration) -> Entry {
    let now = settle(at: now)
    if inside < maxConcurrent && line.isEmpty {
      inside += 1
      return .entered
    }
    if line.count < maxWaiting {
      let deadline = maxWait.map { now.adding($0) }
      isInOrder = line.last.map { isInOrder && Self.comesNoLater($0.deadline, deadline) } ?? true
      line.append(Waiter(id: id, deadline: deadline))
      return .queued
    }
    turnedAway += 1
    return .refused
  }

  /// Takes back one permit and returns who enters with it, if anybody waits. Without a permit in use it does
  /// nothing. As fast as `enter`.
  @inlinable
  public mutating func leave(at now: Duration) -> UInt64? {
    if inside > 0 {
      inside -= 1
      return admitNext(at: now)
    }
    settle(at: now)
    return nil
  }

  /// Lets the first in line enter that is not overdue, if there is a permit; repeat it after the pool has
  /// grown. As fast as `enter`.
  @inlinable
  public mutating func admitNext(at now: Duration) -> UInt64? {
    settle(at: now)
    guard inside < maxConcurrent, let next = line.popFirst() else { return nil }
    inside += 1
    return next.id
  }

  /// Takes out a caller that has waited too long; false if it does not wait. O(waiting).
  public mutating func expire(_ id: UInt64) -> Bool {
    let isFound = overdue.removeFirst { $0 == id } != nil || line.removeFirst { $0.id == id } != nil
    if isFound { gaveUp += 1 }
    return isFound
  }

  /// Takes out the first caller whose time is over; repeat until nil. As fast as `enter`.
  public mutating func expireNext(at now: Duration) -> UInt64? {
    let now = settle(at: now)
    func isEnding(_ waiter: Waiter) -> Bool { waiter.deadline.map { $0 <= now } ?? false }
    let mayEnd = !isInOrder || line.first.map(isEnding) ?? false
    let next = overdue.popFirst() ?? (mayEnd ? line.removeFirst(where: isEnding)?.id : nil)
    if next != nil { gaveUp += 1 }
    return next
  }

  /// The ids of those who wait, the overdue first, and each first come first. O(waiting), for display.
  public var waitingIDs: [UInt64] { overdue.elements + line.elements.map(\.id) }
}

extension Bulkhead {
  // Moves the clock on, takes those whose time is over out of the line, and returns the time.
  @usableFromInline @discardableResult
  mutating func settle(at now: Duration) -> Duration {
    let now = max(clock ?? now, now)
    clock = now
    if line.isEmpty { return now }
    if !isInOrder {
      for waiter in line.removeAll(where: { $0.isOverdue(at: now) }) { overdue.append(waiter.id) }
      isInOrder = isSorted
    }
    while let first = line.first, first.isOverdue(at: now) {
      overdue.append(first.id)
      line.popFirst()
    }
    return now
  }

  var isSorted: Bool {
    zip(line.elements, line.elements.dropFirst()).allSatisfy { Self.comesNoLater($0.deadline, $1.deadline) }
  }

  // Whether one deadline is not after another; no deadline is after all others.
  @usableFromInline
  static func comesNoLater(_ one: Duration?, _ other: Duration?) -> Bool {
    guard let other else { return true }
    return one.map { $0 <= other } ?? false
  }
}
