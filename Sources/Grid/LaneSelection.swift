/// Which messages of a lane chart are drawn, in the order in which they get their cells.
///
/// Important ones first, then those still under way, then broadcasts, then the rest. When more than every second column
/// sends something, only the largest broadcast of every second, fourth, eighth … columns stays. Both choices depend on
/// when a message was sent and not on where it is on the screen, so that nothing flickers while the range moves.
struct LaneSelection {
  /// The messages in the order of their importance.
  private(set) var messages: [LaneChart.Message] = []
  /// Whether one that could be seen was left out.
  private(set) var isThinned = false
  private let time: LaneTime
  private let now: Double

  /// A message, when it was sent in columns since time 0, and how many were sent with it.
  private struct Candidate {
    let message: LaneChart.Message
    let serial: Int
    var companions = 0

    var origin: Int { LanePath.origin(serial, message.from) }
  }

  /// Complexity: O(n log n) in the messages.
  init(_ all: [LaneChart.Message], lanes: Range<Int>, _ time: LaneTime, now: Double) {
    self.time = time
    self.now = now
    var seen = all.filter { isVisible($0, lanes) }.map {
      Candidate(message: $0, serial: time.serial(of: $0.sent))
    }
    // By sending, so that a request comes before its reply in the same column.
    seen.sort {
      ($0.message.sent, $0.message.from, $0.message.to) < ($1.message.sent, $1.message.from, $1.message.to)
    }
    var counts: [Int: Int] = [:]
    for one in seen { counts[one.origin, default: 0] += 1 }
    for index in seen.indices { seen[index].companions = counts[seen[index].origin] ?? 0 }
    thin(&seen)
    let ranks = seen.indices.map { rank(seen[$0], $0) }
    messages = seen.indices.sorted { ranks[$0] < ranks[$1] }.map { seen[$0].message }
  }

  private func isVisible(_ message: LaneChart.Message, _ lanes: Range<Int>) -> Bool {
    lanes.contains(message.from) && lanes.contains(message.to) && message.from != message.to
      && message.sent <= now && message.arrives >= message.sent && message.arrives >= time.range.lowerBound
      && message.arrives.isFinite && message.sent.isFinite
  }

  /// Keeps the largest broadcast of every block of columns, when there are too many.
  private mutating func thin(_ seen: inout [Candidate]) {
    let columns = Set(seen.map(\.serial)).count
    guard columns > time.width / 2 else { return }
    var block = 2
    while columns * 4 > block * time.width, block < 1 << 20 { block *= 2 }
    var largest: [Int: Candidate] = [:]
    for one in seen where one.companions > largest[one.serial.floored(to: block)]?.companions ?? 0 {
      largest[one.serial.floored(to: block)] = one
    }
    let all = seen.count
    seen.removeAll { one in
      !one.message.isImportant && one.message.arrives <= now
        && largest[one.serial.floored(to: block)]?.origin != one.origin
    }
    isThinned = seen.count < all
  }

  private func rank(_ one: Candidate, _ index: Int) -> (Int, Int, Int, Int) {
    let urgency = one.message.isImportant ? 0 : one.message.arrives > now ? 1 : one.companions > 1 ? 2 : 3
    // Rounder columns first: an order that does not change while the range moves.
    return (urgency, -min(6, one.serial.trailingZeroBitCount), -one.serial, index)
  }
}

extension Int {
  /// The greatest multiple of `step`, a power of two, that is not above this.
  fileprivate func floored(to step: Int) -> Int { self & ~(step - 1) }
}
