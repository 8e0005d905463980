/// A pool of permits for one dependency, with a bounded line in front of it.
///
/// A full pool makes its own callers wait or fail and nobody else's: the semaphore bulkhead of Hystrix and
/// resilience4j, with the line made visible. First come, first served. Callers are known by ids of their own.
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

  /// Permits in all, at least 0. When it grows, call `admitNext` until nil; when it shrinks, those inside
  /// finish.
  public var maxConcurrent: Int
  /// Callers that may stand in line, at least 0.
  public var maxWaiting: Int
  /// How long a caller stands in line; nil means as long as it takes. Holds for those who come from now on.
  public var maxWait: Duration?

  /// Permits in use.
  @inlinable public var inUse: Int { inside }
  /// Callers in line, overdue ones included until they are taken out.
  @inlinable public var waiting: Int { line.count - front }
  /// Callers that were turned away because everything was full.
  @inlinable public var refused: Int { turnedAway }
  /// Callers that waited in vain.
  @inlinable public var expired: Int { gaveUp }

  @usableFromInline
  struct Waiter: Hashable, Sendable {
    @usableFromInline let id: UInt64
    @usableFromInline let deadline: Duration?

    @inlinable
    init(id: UInt64, deadline: Duration?) {
      self.id = id
      self.deadline = deadline
    }
  }

  @usableFromInline var inside = 0
  @usableFromInline var turnedAway = 0
  @usableFromInline var gaveUp = 0
  @usableFromInline var line: [Waiter] = []
  // The line begins here: what is before has left and is dropped now and then, so that leaving stays O(1).
  @usableFromInline var front = 0

  /// An empty pool.
  public init(maxConcurrent: Int, maxWaiting: Int = 0, maxWait: Duration? = nil) {
    self.maxConcurrent = max(0, maxConcurrent)
    self.maxWaiting = max(0, maxWaiting)
    self.maxWait = maxWait
  }

  /// Lets a caller in, puts it in line or turns it away. Nobody overtakes the line. O(1).
  @inlinable
  public mutating func enter(_ id: UInt64, at now: Duration) -> Entry {
    if inside < maxConcurrent && waiting == 0 {
      inside += 1
      return .entered
    }
    if waiting < maxWaiting {
      line.append(Waiter(id: id, deadline: maxWait.map { now + $0 }))
      return .queued
    }
    turnedAway += 1
    return .refused
  }

  /// Takes back one permit and returns who enters with it, if anybody waits. Without a permit in use it does
  /// nothing.
  @inlinable
  public mutating func leave(at now: Duration) -> UInt64? {
    if inside == 0 { return nil }
    inside -= 1
    return admitNext(at: now)
  }

  /// Lets the first in line enter that is not overdue, if there is a permit; repeat it after the pool has
  /// grown.
  @inlinable
  public mutating func admitNext(at now: Duration) -> UInt64? {
    guard inside < maxConcurrent else { return nil }
    for index in front..<line.count where line[index].deadline.map({ now <= $0 }) ?? true {
      inside += 1
      return remove(at: index)
    }
    return nil
  }

  /// Takes a caller out of the line that waited in vain; false if it does not stand there. O(line).
  public mutating func expire(_ id: UInt64) -> Bool {
    guard let index = line[front...].firstIndex(where: { $0.id == id }) else { return false }
    _ = remove(at: index)
    gaveUp += 1
    return true
  }

  /// Takes the first overdue caller out of the line; repeat until nil.
  public mutating func expireNext(at now: Duration) -> UInt64? {
    let overdue = line[front...].firstIndex { $0.deadline.map { now >= $0 } ?? false }
    guard let overdue else { return nil }
    gaveUp += 1
    return remove(at: overdue)
  }

  /// The ids in line, first come first. O(line), for display.
  public var waitingIDs: [UInt64] { line[front...].map(\.id) }

  @usableFromInline
  mutating func remove(at index: Int) -> UInt64 {
    let id = line[index].id
    if index == front { front += 1 } else { line.remove(at: index) }
    if front == line.count {
      line.removeAll(keepingCapacity: true)
      front = 0
    } else if front > 64 && front * 2 > line.count {
      line.removeFirst(front)
      front = 0
    }
    return id
  }
}
