import Engine
import Exports
import LabKit
import Testing

@Suite("Lanes of a trace") struct TraceLaneTests {
  private func span(_ name: Int, _ began: Int, _ ended: Int) -> SpanEntry {
    SpanEntry(
      name: "\(name)", trace: 1, outcome: "ok", began: .start + .seconds(Double(began)),
      ended: .start + .seconds(Double(ended)))
  }

  /// The names of a lane, with a bracket for each beginning and end.
  private func text(_ lane: TraceLane) -> String {
    lane.marks.map { $0.isBeginning ? "(\($0.span.name)" : ")" }.joined()
  }

  @Test func `children lie inside, what comes after lies beside`() {
    let order = [span(1, 0, 2), span(2, 2, 3), span(3, 3, 3), span(0, 0, 3)]
    #expect(TraceLane.lanes(of: order).map(text) == ["(0(1)(2)(3))"])
  }

  @Test func `what overlaps gets a lane of its own`() {
    let lanes = TraceLane.lanes(of: [span(1, 0, 4), span(2, 2, 6), span(3, 4, 5), span(0, 0, 9)])
    #expect(lanes.map(text) == ["(0(1)(3))", "(2)"])
  }

  @Test func `any spans nest in their lanes, and none is lost`() {
    var most = 0
    for seed in 1...500 {
      var draw = Draw(seed: UInt64(seed), stream: DrawStream(1), entity: 0)
      let spans = (0..<12).map { name -> SpanEntry in
        let began = draw.below(10)
        return span(name, began, began + draw.below(6))
      }.sorted { $0.ended < $1.ended }
      let lanes = TraceLane.lanes(of: spans)
      most = max(most, lanes.count)
      #expect(lanes.flatMap { $0.marks.filter(\.isBeginning).map(\.span.name) }.sorted() == spans.map(\.name).sorted())
      for lane in lanes {
        var open: [SpanEntry] = [], now = Instant.start
        for (span, isBeginning) in lane.marks {
          #expect((isBeginning ? span.began : span.ended) >= now, "time goes on")
          now = isBeginning ? span.began : span.ended
          if isBeginning {
            if let holder = open.last { #expect(holder.began <= span.began && span.ended <= holder.ended) }
            open.append(span)
          } else {
            #expect(open.popLast()?.name == span.name)
          }
        }
        #expect(open.isEmpty)
      }
    }
    #expect(most > 2, "some need several")
  }
}
