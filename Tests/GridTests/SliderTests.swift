import Grid
import Testing

@Suite struct SliderTests {
  @Test(arguments: [Scale.linear, .logarithmic], [0.0, 10])
  func `the mouse finds what the knob shows`(_ scale: Scale, _ low: Double) throws {
    let slider = Slider("traffic", value: 0, in: low...5000, scale: scale, reading: "850/s")
    for column in slider.trackColumns(width: 60) {
      let value = try #require(slider.value(atColumn: column, width: 60))
      #expect(slider.column(of: value, width: 60) == column)
    }
    #expect(slider.value(atColumn: 0, width: 60) == nil)
    #expect(slider.value(atColumn: 59, width: 60) == nil)
    #expect(slider.value(atColumn: slider.trackColumns(width: 60).upperBound - 1, width: 60) == 5000)
  }

  @Test func `scales are round trips`() {
    for scale in [Scale.linear, .logarithmic] {
      for range in [0.0...100, 1...1000, -5...5] {
        for step in 0...20 {
          let value = scale.value(at: Double(step) / 20, in: range)
          #expect(abs(scale.position(of: value, in: range) - Double(step) / 20) < 1e-9)
        }
      }
    }
    #expect(Scale.roundedUp(0.3) == 0.3)
    #expect(Scale.roundedUp(71) == 80)
    #expect(Scale.roundedUp(0) == 1)
  }

  @Test func `an axis grows at once and shrinks when it has become far too long`() {
    #expect(Scale.ceiling(above: 90) == 100)
    #expect(Scale.ceiling(above: 101, after: 100) == 200)
    #expect(Scale.ceiling(above: 95, after: 200) == 200)
    #expect(Scale.ceiling(above: 79, after: 200) == 100)
    #expect(Scale.ceiling(above: 3, after: 200) == 5)
    #expect(Scale.ceiling(above: .nan, after: 200) <= 200)
    #expect(Scale.ceiling(over: [], shown: 5) == 1)
    // A peak is held for as long as it is shown, and then for as long as the rest is near the step.
    #expect(Scale.ceiling(over: [120, 90, 90, 90, 90], shown: 2) == 200)
    #expect(Scale.ceiling(over: [120, 90, 70, 70, 70], shown: 2) == 100)
  }

  @Test func `an axis holds all that it shows and changes rarely`() {
    var dice = Dice(state: 41)
    for _ in 0..<20 {
      var level = Double.random(in: 10...1000, using: &dice), values: [Double] = []
      for _ in 0..<400 {
        level *= Double.random(in: 0.97...1.03, using: &dice)
        values.append(level * Double.random(in: 0.9...1, using: &dice))
      }
      var changes = 0, last: Double?
      for count in stride(from: 60, through: 400, by: 4) {
        let ceiling = Scale.ceiling(over: Array(values.prefix(count)), shown: 60)
        #expect(ceiling >= values[(count - 60)..<count].max()!)
        if let last, last != ceiling { changes += 1 }
        last = ceiling
      }
      #expect(changes <= 8)
    }
  }
}
