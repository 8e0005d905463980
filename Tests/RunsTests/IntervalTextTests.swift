import Diagnostics
import Engine
import LabKit
import Testing

@Suite struct IntervalTextTests {
  @Test(
    arguments: [
      ("10s", 10_000_000_000), ("500ms", 500_000_000), ("2m", 120_000_000_000), ("1h", 3_600_000_000_000),
      ("1.5s", 1_500_000_000), ("0.5m", 30_000_000_000), ("0.1s", 100_000_000), ("0s", 0), ("7us", 7000),
      ("3ns", 3),
      ("1.000000001s", 1_000_000_001), ("1.0ns", 1), ("5124095h", 18_446_742_000_000_000_000),
    ] as [(String, UInt64)])
  func `a text means an interval`(_ text: String, _ nanoseconds: UInt64) throws {
    #expect(try Interval(text: text).nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "1.5ns", "10", "", "s", ".5s", "5.s", "1.5.5s", "-1s", "1e3s", "10 s", "10S", "٣s", "5124096h",
    "99999999999999999999s",
  ])
  func `what is no time is refused`(_ text: String) {
    #expect(throws: BadInput.self) { try Interval(text: text) }
  }

  @Test(arguments: [
    ("60", "'60' is not a time; write it like 10s, 500ms, 1.5s, 2m or 1h; did you mean '60s'?"),
    ("so\u{1B}on", "'so\u{FFFD}on' is not a time; write it like 10s, 500ms, 1.5s, 2m or 1h"),
    ("5124096h", "'5124096h' is longer than 584 years"),
  ])
  func `the complaint names what is wrong`(_ text: String, _ line: String) {
    #expect(throws: BadInput(line)) { try Interval(text: text) }
  }

  @Test(arguments: [0, 1, 1000, 1_500_000_000, 60_000_000_000, 1_000_000_010, 18_446_744_073_709_551_615] as [UInt64])
  func `it reads back as itself`(_ nanoseconds: UInt64) throws {
    let interval = Interval(nanoseconds: nanoseconds)
    #expect(try Interval(text: interval.text) == interval)
  }

  @Test func `it is written shortly`() {
    #expect(Interval.seconds(60).text == "60s")
    #expect(Interval.milliseconds(1500).text == "1.5s")
    #expect(Interval(nanoseconds: 5).text == "0.000000005s")
  }
}
