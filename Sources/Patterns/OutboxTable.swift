/// The outbox table: events that were committed together with the data they tell of, waiting for a relay.
///
/// Rows have the columns of Debezium's event router. A relay claims a batch, publishes it, and marks it
/// published in the same transaction; if it dies in between, the rows come back with the rollback and are
/// published again. Published rows are deleted. Rows that nobody has claimed yet live in shared segments, so that a
/// copy of a long table costs little; a worker that hangs keeps its own rows and nothing else.
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
    /// Passes over them, and over every row of an aggregate of which another worker has one: what happens to one thing
    /// is published in its order, whoever crashes.
    case keepOrder
  }

  /// What a claim got.
  public enum Claim: Hashable, Sendable {
    /// These rows, oldest first; empty when there are none. They are locked until marked or rolled back.
    case rows([Row])
    /// Another worker holds the oldest rows; ask again when it is done.
    case blocked
  }

  /// A row and its place in the order of insertion.
  public struct Entry: Hashable, Sendable, Comparable {
    /// How many rows were inserted before it.
    public let place: UInt64
    /// The row.
    public let row: Row

    /// A row at a place.
    @inlinable
    public init(place: UInt64, row: Row) {
      self.place = place
      self.row = row
    }

    /// Whether one was inserted before the other.
    @inlinable
    public static func < (left: Entry, right: Entry) -> Bool { left.place < right.place }
  }

  // A row is in one of three places. Whatever was claimed or passed over once is older than all that never was.
  @usableFromInline var fresh = SegmentedQueue<Entry>()
  @usableFromInline var returned = OldestFirst<Entry>()
  // By worker; looked up, and where it is gone through the order does not matter.
  @usableFromInline var held: [UInt32: [Entry]] = [:]
  @usableFromInline var inserted: UInt64 = 0
  @usableFromInline var unpublished = 0
  @usableFromInline var locked = 0

  /// Rows that are not published yet, locked ones included.
  @inlinable public var count: Int { unpublished }
  /// Rows that a worker has claimed.
  @inlinable public var lockedCount: Int { locked }

  /// An empty table.
  @inlinable public init() {}

  /// Adds a row: the same commit that changes the data. O(1), amortized.
  @inlinable
  public mutating func insert(_ row: Row) {
    fresh.append(Entry(place: inserted, row: row))
    inserted += 1
    unpublished += 1
  }

  /// Locks up to `batch` of the oldest rows for a worker; a batch of 0 or less locks none.
  ///
  /// O(batch), amortized, and with `wait` or `keepOrder` the rows that others have locked on top; a row that had been
  /// rolled back or passed over takes O(log n) of those that were. At most four batches are passed over in one claim.
  @inlinable
  public mutating func claim(batch: Int, worker: UInt32, locking: Locking = .skipLocked) -> Claim {
    let obstacle = locking == .wait ? oldestHeld(otherThan: worker) : nil
    let others = locking == .keepOrder ? aggregatesHeld(otherThan: worker) : []
    var found: [Entry] = [], passed: [Entry] = []
    found.reserveCapacity(max(0, min(batch, unpublished - locked)))
    while found.count < batch, passed.count / 4 < batch {
      if let obstacle, (returned.first ?? fresh.first).map({ $0.place > obstacle }) ?? true {
        for entry in found { returned.insert(entry) }
        return .blocked
      }
      guard let next = returned.popFirst() ?? fresh.popFirst() else { break }
      if others.contains(Aggregate(next.row)) { passed.append(next) } else { found.append(next) }
    }
    for entry in passed { returned.insert(entry) }
    if !found.isEmpty { held[worker, default: []] += found }
    locked += found.count
    return .rows(found.map(\.row))
  }

  // Order does not matter for the least.
  @usableFromInline
  func oldestHeld(otherThan worker: UInt32) -> UInt64? {
    held.lazy.filter { $0.key != worker }.compactMap { $0.value.min()?.place }.min()
  }

  /// What a row tells of.
  @usableFromInline
  struct Aggregate: Hashable {
    @usableFromInline let type: String, id: UInt64

    @usableFromInline
    init(_ row: Row) { (type, id) = (row.aggregateType, row.aggregateID) }
  }

  // Only looked up.
  @usableFromInline
  func aggregatesHeld(otherThan worker: UInt32) -> Set<Aggregate> {
    Set(held.lazy.filter { $0.key != worker }.flatMap { $0.value.lazy.map { Aggregate($0.row) } })
  }

  /// Ends a worker's transaction: its rows are published and deleted. Returns how many. O(rows of the worker).
  @inlinable @discardableResult
  public mutating func markPublished(worker: UInt32) -> Int {
    let marked = held.removeValue(forKey: worker)?.count ?? 0
    locked -= marked
    unpublished -= marked
    return marked
  }

  /// Ends a worker's transaction as if it had never been, as after a crash: its rows can be claimed again.
  /// O(rows of the worker), times O(log n) of the rows that were rolled back and not claimed again.
  @inlinable @discardableResult
  public mutating func rollback(worker: UInt32) -> Int {
    guard let entries = held.removeValue(forKey: worker) else { return 0 }
    for entry in entries { returned.insert(entry) }
    locked -= entries.count
    return entries.count
  }

  /// The rows that are not published, oldest first, with the worker that holds them. O(n + k log k) for n rows,
  /// k of which are or were claimed; for display.
  public var rows: [(row: Row, worker: UInt32?)] { oldestRows(unpublished) }

  /// Shows each row that is not published, in no order that says anything. O(n), without a copy of the table.
  @inlinable
  public func forEachRow(_ show: (Row) -> Void) {
    for entry in returned.heap { show(entry.row) }
    for worker in held.keys.sorted() { for entry in held[worker]! { show(entry.row) } }
    var isFirst = true
    for segment in fresh.segments.items[fresh.segments.front...] {
      for entry in segment[(isFirst ? fresh.front : 0)...] { show(entry.row) }
      isFirst = false
    }
  }

  /// The oldest rows that are not published, at most so many, with the worker that holds them.
  /// O(rows asked for + k log k) where k rows are or were claimed.
  public func oldestRows(_ most: Int) -> [(row: Row, worker: UInt32?)] {
    let most = max(0, most)
    var claimed: [(entry: Entry, worker: UInt32?)] = returned.heap.map { ($0, nil) }
    for (worker, entries) in held { claimed += entries.map { ($0, worker) } }
    claimed.sort { $0.entry < $1.entry }
    let rows = claimed.prefix(most).map { (row: $0.entry.row, worker: $0.worker) }
    return rows + fresh.elements.prefix(most - rows.count).map { (row: $0.row, worker: nil) }
  }
}

// Keys of coded rows and entries are the names of their properties.
extension OutboxTable.Row: Codable where Payload: Codable {}
extension OutboxTable.Entry: Codable where Payload: Codable {}
