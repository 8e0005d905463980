import Dashboard
import Engine
import Testing

/// What is taken over from one screen to the next.
@Suite("Drawing") struct DrawingTests {
  @Test(arguments: Bench.labs.map(\.id)) func `a screen after another one is as if drawn alone`(id: String) throws {
    var bench = Bench(try #require(Bench.labs.first { $0.id == id })), drawing: Drawing?
    var draw = Draw(seed: 7, stream: DrawStream(1), entity: 0)
    let keys: [DashboardKey] = [
      .tab, .enter, .up, .escape, .character(" "), .character("?"), .character("v"), .character("t"), .character("y"),
      .character("<"), .character("p"),
    ]
    for step in 0..<120 {
      switch draw.below(12) {
      case 0: bench.send(.resized(columns: 20 + draw.below(200), rows: 4 + draw.below(60)))
      case 1: bench.go(seconds: 1)
      case 2: bench.send(.glyphs(step.isMultiple(of: 2) ? .ascii : .braille))
      default: _ = update(&bench.state, .key(keys[draw.below(keys.count)]))
      }
      drawing = Drawing(bench.state, after: drawing)
      #expect(drawing?.grid == bench.screen, "step \(step)")
    }
  }
}
