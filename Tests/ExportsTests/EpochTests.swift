import Diagnostics
import Engine
import Exports
import Foundation
import LabKit
import Runs
import Testing
import ToyLab

@Suite("When virtual time begins") struct EpochTests {
  @Test(
    arguments: [
      ("0", 0), ("1769846400", 1_769_846_400_000_000_000), ("1769846400.25", 1_769_846_400_250_000_000),
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000000001Z", 1),
      ("2026-01-31T08:00:00Z", 1_769_846_400_000_000_000),
      ("2026-01-31t09:00:00.5+01:00", 1_769_846_400_500_000_000),
      ("2026-01-31 02:30:00-05:30", 1_769_846_400_000_000_000),
      ("1970-01-01T00:30:00+00:30", 0), ("2000-02-29T00:00:00Z", 951_782_400_000_000_000),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
    ] as [(String, UInt64)])
  func `a moment is a time of RFC 3339 or seconds`(_ text: String, _ nanoseconds: UInt64) throws {
    #expect(try Epoch(text: text) == Epoch(nanoseconds: nanoseconds))
  }

  @Test(arguments: [
    "", "-1", "1e9", "5.", ".5", "yesterday", "2026-01-31", "2026-01-31T08:00", "2026-01-31T08:00:00",
    "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
    "2026-01-00T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T08:60:00Z", "2026-01-31T08:00:61Z",
    "2026-01-31T08:00:00+24:00", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01", "9999-01-01T00:00:00Z",
    "2026-01-31T08:00:00.1234567890Z", "18446744074", "\u{0661}", "2026-01-31T08:00:00Z\n", "\u{1B}[2J",
  ]) func `anything else is one line`(_ text: String) {
    let error = #expect(throws: BadInput.self) { try Epoch(text: text) }
    #expect(error?.description.hasSuffix("write it like 2026-01-31T08:00:00Z or 1769846400 seconds") == true)
    #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 32 } == true)
  }

  /// Foundation's calendar counts the days.
  @Test func `each of 2000 random moments is Foundation's`() throws {
    let format = ISO8601DateFormatter()
    var random = Random(seed: 1)
    for _ in 0..<2000 {
      let seconds = random.next() % 18_000_000_000
      let offset = Int(random.next() % 1440) - 720
      format.timeZone = try #require(TimeZone(secondsFromGMT: offset * 60))
      let text = format.string(from: Date(timeIntervalSince1970: Double(seconds)))
      #expect(try Epoch(text: text) == Epoch(nanoseconds: seconds * 1_000_000_000), "\(text)")
    }
  }

  private static func metrics(_ epoch: Epoch) throws -> [Substring] {
    let run = try HeadlessRun(Script(Toys.toll), seed: 1, until: .start + .milliseconds(2500)).play()
    let metrics = OpenMetrics(try Excerpt(run, branch: 0, every: .milliseconds(500)), squall: "0.0.0", epoch: epoch)
    return try Excerpts.text(metrics.write).split(separator: "\n")
  }

  @Test func `only the timestamps are others`() throws {
    let plain = try Self.metrics(.unix), later = try Self.metrics(Epoch(text: "2026-01-31T08:00:00.75Z"))
    #expect(plain.count == later.count)
    for (one, other) in zip(plain, later) {
      let left = one.split(separator: " "), right = other.split(separator: " ")
      guard !one.hasPrefix("#") else {
        #expect(one == other)
        continue
      }
      #expect(left.dropLast() == right.dropLast())
      let seconds = try #require(Double(left.last ?? "")), epoch = try #require(Double(right.last ?? ""))
      #expect(abs(epoch - 1_769_846_400.75 - seconds) < 1e-6)
    }
    #expect(later.contains { $0.hasSuffix(" 1769846403.25") } && plain.contains { $0.hasSuffix(" 2.5") })
  }
}
