extension OutboxTable: Codable where Payload: Codable {
  private enum Key: CodingKey { case inserted, fresh, returned, held }
  private struct Holder: Codable {
    let worker: UInt32
    let entries: [Entry]
  }

  /// Decodes a table, as in `{"inserted": 2, "fresh": [{"place": 1, "row": {...}}], "returned": [], "held":
  /// [{"worker": 7, "entries": [{"place": 0, "row": {...}}]}]}`: how many rows were ever inserted, and those that
  /// nobody has claimed, that were rolled back, and that a worker holds, each with its place in the order of insertion.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self.init()
    inserted = try parts[.inserted]
    let never: [Entry] = try parts[.fresh]
    let rolledBack: [Entry] = try parts[.returned]
    let holders: [Holder] = try parts[.held]
    try decoder.checked { try check(never, rolledBack + holders.flatMap(\.entries), holders) }
    for entry in never { fresh.append(entry) }
    for entry in rolledBack { returned.insert(entry) }
    for holder in holders { held[holder.worker] = holder.entries }
    locked = holders.reduce(0) { $0 + $1.entries.count }
    unpublished = never.count + rolledBack.count + locked
  }

  /// Encodes a table, its rows oldest first and its workers in ascending order.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.inserted, inserted)
    try parts.set(.fresh, Array(fresh.elements))
    try parts.set(.returned, returned.heap.sorted())
    try parts.set(
      .held, held.sorted { $0.key < $1.key }.map { Holder(worker: $0.key, entries: $0.value) })
  }

  private func check(_ never: [Entry], _ claimed: [Entry], _ holders: [Holder]) throws(InvalidState) {
    try InvalidState.unless(inserted <= Int64.max, "rows are numbered up to Int64.max, not \(inserted)")
    let places = claimed.map(\.place).sorted() + never.map(\.place)
    try InvalidState.unless(
      zip(places, places.dropFirst()).allSatisfy(<),
      "the rows are in no order, or one that was never claimed is older than one that was")
    try InvalidState.unless(
      places.last.map { $0 < inserted } ?? true, "a row is at place \(places.last ?? 0) of \(inserted)")
    try InvalidState.unless(
      Set(holders.map(\.worker)).count == holders.count && holders.allSatisfy { !$0.entries.isEmpty },
      "each worker that holds rows is there once")
  }
}
