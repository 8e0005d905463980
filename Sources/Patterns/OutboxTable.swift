/// The outbox table: events that were committed together with the data they tell of, waiting for a relay.
///
/// Rows have the columns of Debezium's event router. A relay claims a batch, publishes it, and marks it
/// published in the same transaction; if it dies in between, the rows come back with the rollback and are
/// published again. Published rows are deleted. Rows live in shared segments, so that a copy of a long table
/// costs little.
public struct OutboxTable<Payload: Hashable & Sendable>: Hashable, Sendable {
  /// One event.
  public struct Row: Hashable, Sendable {
    /// Its identity, for an inbox that wants to drop duplicates.
    public let id: UInt64
    /// The kind of the thing that it tells of, which routes it to a topic.
    public let aggregateType: String
    /// Which thing, which is the message key and so keeps the order.
    public let aggregateID: UInt64
    /// What happened.
    public let type: String
    /// The content.
    public let payload: Payload

    /// A row with these columns: id, aggregatetype, aggregateid, type, payload.
    @inlinable
    public init(id: UInt64, aggregateType: String, aggregateID: UInt64, type: String, payload: Payload) {
      self.id = id
      self.aggregateType = aggregateType
      self.aggregateID = aggregateID
      self.type = type
      self.payload = payload
    }
  }

  /// What a claim does about rows that another worker has locked.
  public enum Locking: UInt8, Hashable, Sendable {
    /// Passes over them without a word (SELECT ... FOR UPDATE SKIP LOCKED).
    case skipLocked
    /// Waits for them (SELECT ... FOR UPDATE): nobody gets ahead of a slow worker.
    case wait
  }

  /// What a claim got.
  public enum Claim: Hashable, Sendable {
    /// These rows, oldest first; empty when there are none. They are locked until marked or rolled back.
    case rows([Row])
    /// Another worker holds the oldest rows; ask again when it is done.
    case blocked
  }

  @usableFromInline
  enum Lock: Hashable, Sendable {
    case free
    case held(by: UInt32)
    case gone
  }

  @usableFromInline
  struct Slot: Hashable, Sendable {
    @usableFromInline let row: Row
    @usableFromInline var lock: Lock

    @inlinable
    init(row: Row, lock: Lock) {
      self.row = row
      self.lock = lock
    }
  }

  // Full segments are never touched by an insertion, so snapshots share them.
  @usableFromInline var segments: [[Slot]] = []
  @inlinable var segmentSize: Int { 256 }
  // Published rows at the beginning of the first segment, which need not be looked at any more.
  @usableFromInline var front = 0

  /// Rows that are not published yet, locked ones included.
  @inlinable public var count: Int { unpublished }
  /// Rows that a worker has claimed.
  @inlinable public var lockedCount: Int { locked }

  @usableFromInline var unpublished = 0
  @usableFromInline var locked = 0

  /// An empty table.
  @inlinable public init() {}

  /// Adds a row: the same commit that changes the data. O(1).
  @inlinable
  public mutating func insert(_ row: Row) {
    if segments.last.map({ $0.count == segmentSize }) ?? true {
      segments.append([])
      segments[segments.count - 1].reserveCapacity(segmentSize)
    }
    segments[segments.count - 1].append(Slot(row: row, lock: .free))
    unpublished += 1
  }

  /// Locks up to `batch` of the oldest rows for a worker. O(batch + rows locked by others).
  @inlinable
  public mutating func claim(batch: Int, worker: UInt32, locking: Locking = .skipLocked) -> Claim {
    var found: [(segment: Int, index: Int)] = []
    scan: for segment in segments.indices {
      for index in (segment == 0 ? front : 0)..<segments[segment].count {
        if found.count >= batch { break scan }
        switch segments[segment][index].lock {
        case .gone: continue
        case .free: found.append((segment, index))
        case .held(let holder):
          if locking == .wait && holder != worker { return .blocked }
        }
      }
    }
    locked += found.count
    return .rows(
      found.map { place in
        segments[place.segment][place.index].lock = .held(by: worker)
        return segments[place.segment][place.index].row
      })
  }

  /// Ends a worker's transaction: its rows are published and deleted. Returns how many.
  @inlinable @discardableResult
  public mutating func markPublished(worker: UInt32) -> Int {
    let marked = release(worker, as: .gone)
    unpublished -= marked
    if marked > 0 { dropPublished() }
    return marked
  }

  @inlinable
  mutating func dropPublished() {
    while let first = segments.first {
      while front < first.count, case .gone = first[front].lock { front += 1 }
      if front < segmentSize { return }
      segments.removeFirst()
      front = 0
    }
  }

  /// Ends a worker's transaction as if it had never been, as after a crash: its rows can be claimed again.
  @inlinable @discardableResult
  public mutating func rollback(worker: UInt32) -> Int {
    release(worker, as: .free)
  }

  /// The rows that are not published, oldest first, with the worker that holds them. O(n), for display.
  @inlinable public var rows: [(row: Row, worker: UInt32?)] {
    segments.joined().compactMap { slot in
      switch slot.lock {
      case .free: (slot.row, nil)
      case .held(let worker): (slot.row, worker)
      case .gone: nil
      }
    }
  }

  /// The oldest rows that are not published, at most so many, with the worker that holds them. O(rows asked for).
  public func oldestRows(_ most: Int) -> [(row: Row, worker: UInt32?)] {
    var found: [(row: Row, worker: UInt32?)] = []
    for segment in segments.indices {
      for slot in segments[segment].dropFirst(segment == 0 ? front : 0) {
        guard found.count < most else { return found }
        switch slot.lock {
        case .free: found.append((slot.row, nil))
        case .held(let worker): found.append((slot.row, worker))
        case .gone: continue
        }
      }
    }
    return found
  }

  // Locked rows are near the front: the scan ends with the last one.
  @inlinable @discardableResult
  mutating func release(_ worker: UInt32, as lock: Lock) -> Int {
    var released = 0
    var ahead = locked
    scan: for segment in segments.indices {
      for index in (segment == 0 ? front : 0)..<segments[segment].count {
        if ahead == 0 { break scan }
        guard case .held(let holder) = segments[segment][index].lock else { continue }
        ahead -= 1
        if holder != worker { continue }
        segments[segment][index].lock = lock
        released += 1
      }
    }
    locked -= released
    return released
  }
}
