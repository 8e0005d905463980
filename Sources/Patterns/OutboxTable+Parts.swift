extension OutboxTable: Storable {
  /// All that a table consists of: rows that nobody has claimed, that were rolled back, and that a worker holds.
  public struct Parts: Hashable, Sendable {
    /// How many rows were ever inserted; places are below it.
    public var inserted: UInt64
    /// Rows that nobody has claimed yet, oldest first, all younger than the others.
    public var fresh: [Entry]
    /// Rows that were rolled back, in any order.
    public var returned: [Entry]
    /// Rows that a worker holds, each worker once.
    public var held: [Claimed]

    /// These parts, checked when they are put together.
    public init(inserted: UInt64, fresh: [Entry] = [], returned: [Entry] = [], held: [Claimed] = []) {
      self.inserted = inserted
      self.fresh = fresh
      self.returned = returned
      self.held = held
    }
  }

  /// The rows that one worker has claimed.
  public struct Claimed: Hashable, Sendable {
    /// Its number.
    public var worker: UInt32
    /// Its rows in the order in which it got them, at least one.
    public var entries: [Entry]

    /// These rows of this worker.
    public init(worker: UInt32, entries: [Entry]) {
      self.worker = worker
      self.entries = entries
    }
  }

  /// All that it takes to go on, its rows oldest first and its workers in ascending order. O(n log n).
  public var parts: Parts {
    Parts(
      inserted: inserted, fresh: Array(fresh.elements), returned: returned.heap.sorted(),
      held: held.sorted { $0.key < $1.key }.map { Claimed(worker: $0.key, entries: $0.value) })
  }

  /// A table of these parts; throws if a row is at no place that was `inserted`, or at the place of another, if `fresh`
  /// is out of order or older than a row that was claimed, or if `held` names a worker twice or without rows.
  /// O(n log n).
  public init(_ parts: Parts) throws(InvalidState) {
    self.init()
    try Self.check(parts)
    inserted = parts.inserted
    for entry in parts.fresh { fresh.append(entry) }
    for entry in parts.returned { returned.insert(entry) }
    for claimed in parts.held { held[claimed.worker] = claimed.entries }
    locked = parts.held.reduce(0) { $0 + $1.entries.count }
    unpublished = parts.fresh.count + parts.returned.count + locked
  }

  private static func check(_ parts: Parts) throws(InvalidState) {
    try InvalidState.unless(
      parts.inserted <= Int64.max, "inserted: rows are numbered up to Int64.max, not \(parts.inserted)")
    let workers = Set(parts.held.map(\.worker))
    try InvalidState.unless(workers.count == parts.held.count, "held: each worker that holds rows is there once")
    try InvalidState.unless(parts.held.allSatisfy { !$0.entries.isEmpty }, "held: a worker holds no rows")
    let claimed = (parts.returned + parts.held.flatMap(\.entries)).map(\.place).sorted()
    let fresh = parts.fresh.map(\.place)
    try InvalidState.unless(areAscending(claimed), "returned and held: two rows are at the same place")
    try InvalidState.unless(areAscending(fresh), "fresh: the rows are in no order")
    guard let youngest = fresh.last ?? claimed.last else { return }
    try InvalidState.unless(
      claimed.last.map { claimed in fresh.first.map { claimed < $0 } ?? true } ?? true,
      "fresh: a row that was never claimed is older than one that was")
    try InvalidState.unless(youngest < parts.inserted, "inserted: a row is at place \(youngest) of \(parts.inserted)")
  }

  private static func areAscending(_ places: [UInt64]) -> Bool {
    zip(places, places.dropFirst()).allSatisfy(<)
  }
}

// Coded as in `{"inserted": 2, "fresh": [{"place": 1, "row": {...}}], "returned": [], "held": [{"worker": 7,
// "entries": [{"place": 0, "row": {...}}]}]}`.
extension OutboxTable.Claimed: Codable where Payload: Codable {}
extension OutboxTable.Parts: Codable where Payload: Codable {}
extension OutboxTable: Codable where Payload: Codable {}
