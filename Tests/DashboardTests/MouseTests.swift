import Dashboard
import Grid
import Testing

/// Clicking and dragging.
@Suite struct MouseTests {
  private func click(_ bench: inout Bench, _ column: Int, _ row: Int) -> [Effect] {
    let effects = bench.send(.mouse(.press, column: column, row: row))
    return effects + bench.send(.mouse(.release, column: column, row: row))
  }

  @Test func `dragging the slider turns the knob`() {
    var bench = Bench()
    let row = bench.screen.text[1]
    let knob = row.distance(from: row.startIndex, to: row.firstIndex(of: "●")!)
    bench.send(.mouse(.press, column: knob, row: 1))
    bench.send(.mouse(.drag, column: knob + 5, row: 3))
    let middle = bench.state.value(ofKnob: 0)
    #expect(middle > 600 && middle.truncatingRemainder(dividingBy: 50) == 0)
    bench.send(.mouse(.drag, column: 500, row: 1))
    #expect(bench.state.value(ofKnob: 0) == 3000)
    bench.send(.mouse(.drag, column: -5, row: 1))
    #expect(bench.state.value(ofKnob: 0) == 0)
    bench.send(.mouse(.release, column: 0, row: 1))
    #expect(bench.send(.mouse(.drag, column: 20, row: 1)) == [])
  }

  @Test func `a click focuses, and a second one zooms`() {
    var bench = Bench()
    #expect(click(&bench, 60, 5) == [])
    #expect(bench.state.focusedPanel == 1)
    _ = click(&bench, 60, 4)
    #expect(!bench.state.isZoomed)
    _ = click(&bench, 60, 2)
    #expect(bench.state.isZoomed)
    _ = click(&bench, 60, 2)
    #expect(!bench.state.isZoomed)
  }

  @Test func `positions and hints can be clicked`() {
    var bench = Bench()
    bench.type("jjj")
    let row = bench.screen.text[1]
    let high = row.distance(from: row.startIndex, to: row.range(of: "high")!.lowerBound)
    #expect(click(&bench, high, 1) == [.turn(knob: 3, to: 2)])
    #expect(click(&bench, 0, 23) == [.act(action: 0, isOn: true)])
  }

  @Test func `the wheel chooses knobs`() {
    var bench = Bench()
    bench.send(.mouse(.wheelDown, column: 5, row: 5))
    #expect(bench.state.focusedKnob == 1)
    bench.send(.mouse(.wheelUp, column: 5, row: 5))
    #expect(bench.state.focusedKnob == 0)
  }

  @Test func `knobs and palette can be clicked`() {
    var bench = Bench(width: 200, height: 50)
    _ = click(&bench, 175, 5)
    #expect(bench.state.focusedKnob == 2)
    bench.type(":storm")
    #expect(click(&bench, 80, 4) == [.act(action: 0, isOn: true)])
    bench.type("?")
    _ = click(&bench, 0, 0)
    #expect(bench.state.overlay == .none)
  }
}
