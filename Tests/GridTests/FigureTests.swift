import Grid
import Testing

@Suite struct FigureTests {
  @Test(arguments: [
    (0, "0"), (7, "7"), (99, "99"), (4.25, "4.25"), (0.004, "<0.01"), (123.4, "123"), (999.4, "999"),
    (999.6, "1.00k"), (12_345, "12.3k"), (1_240_000, "1.24M"), (-12_345, "-12.3k"), (1e300, ">999P"),
    (.nan, "–"), (.infinity, "–"),
  ])
  func `a count is written shortly`(_ value: Double, _ text: String) { #expect(Figure.count(value) == text) }

  @Test(arguments: [
    (0, "0 s"), (3.2e-7, "320 ns"), (8.5e-4, "850 µs"), (0.0123, "12.3 ms"), (0.9996, "1.00 s"),
    (2.1, "2.10 s"),
    (-2.1, "-2.10 s"), (125, "125 s"), (1002, "16.7 m"), (12_600, "3.50 h"), (1e7, "116 d"), (.nan, "–"),
  ])
  func `seconds are written shortly`(_ value: Double, _ text: String) { #expect(Figure.seconds(value) == text) }

  @Test(arguments: [
    (0, "0 %"), (0.00001, "<0.01 %"), (0.0042, "0.42 %"), (0.123, "12.3 %"), (0.9999, "99.9 %"), (1, "100 %"),
    (2.5, "250 %"), (.nan, "–"),
  ])
  func `a percentage is written shortly`(_ value: Double, _ text: String) { #expect(Figure.percent(value) == text) }

  @Test func `units follow their figures`() {
    #expect(Figure.rate(850) == "850/s")
    #expect(Figure.bytes(12_345) == "12.3 kB")
    #expect(Figure.bytes(512) == "512 B")
    #expect(Figure.milliseconds(0.85) == "850 µs")
    #expect(Figure.time(125, end: 300) == "2:05")
    #expect(Figure.time(0.5, end: 3) == "500 ms")
    #expect(Figure.fixed(-0.04, decimals: 1) == "0.0")
    #expect(Figure.fixed(1.005, decimals: 3) == "1.005")
  }
}
