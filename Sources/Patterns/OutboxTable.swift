/// The outbox table: events that were committed together with the data they tell of, waiting for a relay.
///
/// Rows have the columns of Debezium's event router. A relay claims a batch, publishes it, and marks it published
/// in the same transaction; if it dies in between, the rows come back with the rollback and are published again.
/// Published rows are deleted. Rows live in shared segments, so that a copy of a long table costs little.
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

  enum Lock: Hashable, Sendable {
    case free
    case held(by: UInt32)
    case gone
  }

  struct Slot: Hashable, Sendable {
    let row: Row
    var lock: Lock
  }

  // Full segments are never touched by an insertion, so snapshots share them.
  var segments: [[Slot]] = []
  var segmentSize: Int { 256 }

  /// Rows that are not published yet, locked ones included.
  public private(set) var count = 0
  /// Rows that a worker has claimed.
  public private(set) var lockedCount = 0

  /// An empty table.
  public init() {}

  /// Adds a row: the same commit that changes the data. O(1).
  public mutating func insert(_ row: Row) {
    if segments.last.map({ $0.count == segmentSize }) ?? true {
      segments.append([])
      segments[segments.count - 1].reserveCapacity(segmentSize)
    }
    segments[segments.count - 1].append(Slot(row: row, lock: .free))
    count += 1
  }

  /// Locks up to `batch` of the oldest rows for a worker. O(batch + rows locked by others).
  public mutating func claim(batch: Int, worker: UInt32, locking: Locking = .skipLocked) -> Claim {
    var found: [(segment: Int, index: Int)] = []
    scan: for segment in segments.indices {
      for index in segments[segment].indices {
        if found.count >= batch { break scan }
        switch segments[segment][index].lock {
        case .gone: continue
        case .free: found.append((segment, index))
        case .held(let holder):
          if locking == .wait && holder != worker { return .blocked }
        }
      }
    }
    lockedCount += found.count
    return .rows(
      found.map { place in
        segments[place.segment][place.index].lock = .held(by: worker)
        return segments[place.segment][place.index].row
      })
  }

  /// Ends a worker's transaction: its rows are published and deleted. Returns how many.
  @discardableResult
  public mutating func markPublished(worker: UInt32) -> Int {
    let marked = release(worker, as: .gone)
    count -= marked
    while let first = segments.first, first.count == segmentSize, first.allSatisfy({ $0.lock == .gone }) {
      segments.removeFirst()
    }
    return marked
  }

  /// Ends a worker's transaction as if it had never been, as after a crash: its rows can be claimed again.
  @discardableResult
  public mutating func rollback(worker: UInt32) -> Int {
    release(worker, as: .free)
  }

  /// The rows that are not published, oldest first, with the worker that holds them. O(n), for display.
  public var rows: [(row: Row, worker: UInt32?)] {
    segments.joined().compactMap { slot in
      switch slot.lock {
      case .free: (slot.row, nil)
      case .held(let worker): (slot.row, worker)
      case .gone: nil
      }
    }
  }

  // Locked rows are near the front: the scan ends with the last one.
  @discardableResult
  private mutating func release(_ worker: UInt32, as lock: Lock) -> Int {
    var released = 0
    var ahead = lockedCount
    scan: for segment in segments.indices {
      for index in segments[segment].indices {
        if ahead == 0 { break scan }
        guard case .held(let holder) = segments[segment][index].lock else { continue }
        ahead -= 1
        if holder != worker { continue }
        segments[segment][index].lock = lock
        released += 1
      }
    }
    lockedCount -= released
    return released
  }
}
