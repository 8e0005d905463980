import Engine
import LabKit

/// Spans of one trace of which any two either lie one inside the other or apart, as the stack that a viewer draws.
package struct TraceLane {
  /// Every beginning and every end, in the order in which they nest.
  package private(set) var marks: [(span: SpanEntry, isBeginning: Bool)] = []
  private var open: [SpanEntry] = []

  /// The spans of a trace in as few lanes as need be: attempts that overlap cannot share one. Complexity: O(n log n)
  /// as long as there are few.
  package static func lanes(of spans: [SpanEntry]) -> [TraceLane] {
    // Of two that are as long the one that ended later holds the other: a parent ends after its children.
    let ordered = spans.enumerated().sorted {
      let (left, right) = ($0.element, $1.element)
      return (left.began, right.ended, $1.offset) < (right.began, left.ended, $0.offset)
    }
    var lanes: [TraceLane] = []
    for (_, span) in ordered where !lanes.indices.contains(where: { lanes[$0].take(span) }) {
      var lane = TraceLane()
      _ = lane.take(span)
      lanes.append(lane)
    }
    for index in lanes.indices { lanes[index].closeAll() }
    return lanes
  }

  /// Takes a span that begins no earlier than those before it, if it fits.
  private mutating func take(_ span: SpanEntry) -> Bool {
    while let last = open.last, last.ended <= span.began {
      // What takes no time at the very end of the whole belongs to it.
      if open.count == 1, span.ended <= last.ended { break }
      marks.append((open.removeLast(), false))
    }
    if let last = open.last, span.ended > last.ended { return false }
    marks.append((span, true))
    open.append(span)
    return true
  }

  private mutating func closeAll() {
    while let last = open.popLast() { marks.append((last, false)) }
  }
}
