/// One place in a layout: how much of it there must be, may be, and how dear it is.
public struct Share: Hashable, Sendable {
  /// Its share of what is left after all minimums, at least 0; 0 stays at the minimum.
  public var weight: Int
  /// The cells without which it is no use, at least 0.
  public var minimum: Int
  /// The cells beyond which it does not grow.
  public var maximum: Int
  /// The higher, the later it drops out; among equals the last drops out first.
  public var priority: Int

  /// A place that grows by weight.
  public init(weight: Int = 1, minimum: Int = 1, maximum: Int = .max, priority: Int = 0) {
    self.weight = max(0, weight)
    self.minimum = max(0, minimum)
    self.maximum = max(self.minimum, maximum)
    self.priority = priority
  }

  /// A place of exactly so many cells.
  public static func fixed(_ cells: Int, priority: Int = 0) -> Share {
    Share(weight: 0, minimum: cells, maximum: cells, priority: priority)
  }
}

/// Divides a rectangle; what finds no room drops out in order of importance, unless it fits beside what stays.
///
/// The answer has one rectangle for each slot, in order. A slot that dropped out gets an empty one, which
/// every widget draws without harm. The most important slot stays even below its minimum.
public enum Layout {
  /// One below the other, `gap` rows apart.
  public static func rows(_ slots: [Share], in area: Rectangle, gap: Int = 0) -> [Rectangle] {
    places(slots, length: area.height, gap: gap).map { start, height in
      let width = height > 0 ? area.width : 0
      return Rectangle(column: area.column, row: area.row + start, width: width, height: height)
    }
  }

  /// Side by side, `gap` columns apart.
  public static func columns(_ slots: [Share], in area: Rectangle, gap: Int = 0) -> [Rectangle] {
    places(slots, length: area.width, gap: gap).map { start, width in
      let height = width > 0 ? area.height : 0
      return Rectangle(column: area.column + start, row: area.row, width: width, height: height)
    }
  }

  private static func places(_ slots: [Share], length: Int, gap: Int) -> [(start: Int, length: Int)] {
    let gap = max(0, gap)
    let kept = survivors(slots, length: length, gap: gap)
    var lengths = slots.indices.map { kept[$0] ? slots[$0].minimum : 0 }
    if kept.count(where: { $0 }) == 1, let only = kept.firstIndex(of: true) {
      lengths[only] = min(lengths[only], length)
    }
    let used = lengths.reduce(0, +) + gap * max(0, kept.count(where: { $0 }) - 1)
    grow(&lengths, slots, kept, by: length - used)
    var start = 0
    return lengths.indices.map { index in
      let place = (start, lengths[index])
      if kept[index] { start += lengths[index] + gap }
      return place
    }
  }

  private static func survivors(_ slots: [Share], length: Int, gap: Int) -> [Bool] {
    var kept = slots.map { _ in true }
    var count = slots.count
    var needed = slots.reduce(0) { $0 + $1.minimum } + gap * max(0, count - 1)
    while needed > length, count > 1 {
      let candidates = slots.indices.filter { kept[$0] }
      let least = candidates.min { (slots[$0].priority, -$0) < (slots[$1].priority, -$1) }
      guard let least else { break }
      kept[least] = false
      count -= 1
      needed -= slots[least].minimum + gap
    }
    // Where a large one gave way, a smaller one that went before it may find room.
    for slot in slots.indices.sorted(by: { (-slots[$0].priority, $0) < (-slots[$1].priority, $1) }) where !kept[slot] {
      guard needed + slots[slot].minimum + gap <= length else { continue }
      kept[slot] = true
      needed += slots[slot].minimum + gap
    }
    return kept
  }

  /// Hands out the rest by weight; what a full slot leaves goes to the others in the next round.
  private static func grow(_ lengths: inout [Int], _ slots: [Share], _ kept: [Bool], by rest: Int) {
    var rest = rest
    while rest > 0 {
      let open = slots.indices.filter { kept[$0] && slots[$0].weight > 0 && lengths[$0] < slots[$0].maximum }
      var weight = open.reduce(0) { $0 + slots[$1].weight }
      guard weight > 0 else { return }
      var share = rest
      for index in open {
        // Dividing what is left by the weight that is left makes the shares add up exactly.
        let part = (share * slots[index].weight + weight / 2) / weight
        share -= part
        weight -= slots[index].weight
        let taken = min(part, slots[index].maximum - lengths[index])
        lengths[index] += taken
        rest -= taken
      }
    }
  }
}
