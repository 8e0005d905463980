import Grid
import Testing

@Suite struct SliderTests {
  @Test(arguments: [Scale.linear, .logarithmic], [0.0, 10])
  func theMouseFindsWhatTheKnobShows(_ scale: Scale, _ low: Double) throws {
    let slider = Slider("traffic", value: 0, in: low...5000, scale: scale, reading: "850/s")
    for column in slider.trackColumns(width: 60) {
      let value = try #require(slider.value(atColumn: column, width: 60))
      #expect(slider.column(of: value, width: 60) == column)
    }
    #expect(slider.value(atColumn: 0, width: 60) == nil)
    #expect(slider.value(atColumn: 59, width: 60) == nil)
    #expect(slider.value(atColumn: slider.trackColumns(width: 60).upperBound - 1, width: 60) == 5000)
  }

  @Test func scalesAreRoundTrips() {
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
}
