import Dashboard
import Diagnostics
import Engine
import Grid
import LabKit
import Labs
import Stories
import Testing

/// What a student in the last row sees of a story at 80x24, without colour, at its end.
@Suite("The decisive moment of every story") struct DecisiveMomentTests {
  static let stories = try! StoryCatalogue { name throws(BadInput) in try Catalogue.all.named(name) }.stories
  static let names = stories.map(\.name)

  /// The story told to its end.
  private static func told(_ name: String, seed: UInt64? = nil) -> (Story, Bench) {
    let story = stories.first { $0.name == name }!
    var bench = Bench(of: story.begun(seed: seed))
    bench.go(seconds: (story.end - .start).seconds)
    return (story, bench)
  }

  /// What both halves show, row by row: they are of the same width.
  private static func halves(_ bench: Bench) -> (left: [Substring], right: [Substring]) {
    let rows = bench.screen.text, width = (bench.state.width - 1) / 2
    return (rows.map { $0.prefix(width) }, rows.map { $0.suffix(width) })
  }

  @Test(arguments: names, [nil, 1, 2, 3] as [UInt64?])
  func `both headlines say the same meter with its number, and the charts differ`(
    _ name: String, _ seed: UInt64?
  ) throws {
    var (story, bench) = Self.told(name, seed: seed)
    bench.press(.escape)
    let (left, right) = Self.halves(bench)
    let meter = try #require(story.meter).words(in: story.lab)
    let caption = try #require(left.firstIndex { $0.hasPrefix(" A ") })
    #expect(right[caption].hasPrefix(" B "), "\(bench.text)")
    let numbers = try [left, right].map { half in
      let headline = half[caption + 1]
      #expect(headline.contains(meter), "\(bench.text)")
      return try #require(headline.firstMatch(of: #/  (\d[^ ]*) /#)?.1, "\(bench.text)")
    }
    #expect(numbers[0] != numbers[1], "\(bench.text)")
    let end = try #require(left[caption...].firstIndex { $0.contains(" ago ") && $0.contains("now") })
    let charts = zip(left[caption + 2..<end], right[caption + 2..<end]).map { (Array($0), Array($1)) }
    let cells = charts.reduce(0) { $0 + $1.0.count }
    let differing = charts.reduce(0) { sum, rows in sum + zip(rows.0, rows.1).count { $0 != $1 } }
    #expect(4 * differing >= cells && cells >= 120, "\(differing) of \(cells)\n\(bench.text)")
  }

  @Test(arguments: names)
  func `the panel in view is one from which the meter can be read, in its colour there`(_ name: String) throws {
    var (story, bench) = Self.told(name)
    bench.press(.escape)
    let meter = try #require(story.meter), panel = story.lab.panels[bench.state.focusedPanel]
    let shown = try #require(panel.meters.first { $0.meter == meter }, "\(panel.title)")
    #expect(bench.text.contains("► \(panel.title)"), "\(bench.text)")
    let caption = try #require(bench.screen.text.firstIndex { $0.hasPrefix(" A ") })
    let filled = (caption + 2..<caption + 6).flatMap { row in
      (9..<bench.state.width).map { bench.screen[$0, row] }
    }.filter { $0.glyph == "█" }
    #expect(!filled.isEmpty && filled.allSatisfy { $0.role == shown.role }, "\(bench.text)")
  }

  @Test(arguments: names)
  func `it ends with a card: what happened, two numbers, why, and what to try`(_ name: String) throws {
    var (story, bench) = Self.told(name)
    #expect(bench.state.overlay == .ending(selection: 0))
    let text = bench.text.replacing(/[║═╔╗╚╝]/, with: "").split(separator: /\s+/).joined(separator: " ")
    #expect(!story.ending.outcome.isEmpty && text.contains(story.ending.outcome), "\(bench.text)")
    let meter = try #require(story.meter).words(in: story.lab)
    #expect(text.firstRange(of: "A ") != nil && text.split(separator: meter).count > 2, "\(bench.text)")
    #expect(text.contains("because") && text.contains("◄"), "\(bench.text)")
    // Where nothing was done that led to it, it was set up so.
    #expect(text.contains("◄ story: ") || name == "split-regions" && text.contains("◄ g-counter off"), "\(bench.text)")
    #expect(!text.contains("you: "), "\(bench.text)")
    let first = try #require(story.ending.proposals.first)
    #expect(story.ending.proposals.allSatisfy { text.contains($0.text) }, "\(bench.text)")
    let effects = bench.press(.enter)
    switch first.change {
    case .knob(let knob, let value): #expect(effects.prefix(1) == [.turn(knob: knob, to: value)])
    case .action(let action, let isOn): #expect(effects.prefix(1) == [.act(action: action, isOn: isOn)])
    }
    #expect(effects.last == .resume && bench.state.overlay == .none)
    #expect(bench.text.contains("You have left the story"), "\(bench.text)")
  }

  @Test func `D goes to where the two part for good in the meter that is shown`() throws {
    var (_, bench) = Self.told("lost-event")
    let lost = try #require(bench.run.entry.meters.firstIndex { $0.name == "events.lost" })
    func totals() -> [Double?] {
      [bench.run.snapshot, bench.run.twinSnapshot!].map {
        $0.meters[lost].figures.first { $0.statistic == "total" }?.value
      }
    }
    bench.press(.escape)
    let words = try #require(bench.screen.text.first { $0.contains("they part for good at") })
    bench.type("D")
    #expect(bench.text.contains("here the two part for good"))
    #expect(words.contains(Clock.text(bench.run.now)), "\(words)")
    let difference = try #require(bench.run.map.twin?.difference)
    #expect(difference.at < .start + .seconds(1), "the first trifle is elsewhere")
    #expect(bench.run.now > .start + .seconds(10))
    bench.run.go(to: bench.run.now + .milliseconds(100))
    #expect(totals() == [1, 0])
    bench.run.go(to: Instant(nanoseconds: bench.run.now.nanoseconds - 300_000_000))
    #expect(totals() == [0, 0])
  }

  @Test(arguments: [76, 77, 80, 81, 99, 120, 133, 200])
  func `both halves have the same width at any size`(_ width: Int) throws {
    var (_, bench) = Self.told("slow-vendor")
    bench.press(.escape)
    bench.send(.resized(columns: width, rows: 30))
    let row = try #require(bench.screen.text.first { $0.hasPrefix(" A ") })
    let right = row.distance(from: row.startIndex, to: try #require(row.firstRange(of: " B ")).lowerBound)
    // On a wide screen the knobs stand beside them.
    let body = width < 150 ? width : width - 30
    #expect(body - right == right - (body % 2 == 0 ? 2 : 1), "\(row)")
  }

  @Test func `captions say in what the halves differ, after a rewind and after another key`() {
    var (_, bench) = Self.told("slow-vendor")
    bench.press(.escape)
    func hasCaptions() -> Bool { bench.text.contains(" A  pools shared") && bench.text.contains(" B  pools separate") }
    #expect(hasCaptions())
    bench.press(.pageUp)
    #expect(hasCaptions(), "\(bench.text)")
    bench.press(.pageDown)
    bench.type("<<<")
    bench.press(.down)
    bench.press(.right)
    bench.go(seconds: 2)
    #expect(hasCaptions(), "\(bench.text)")
    bench.press(.up)
    bench.press(.right)
    bench.go(seconds: 1)
    // Now they differ in nothing but what was before.
    #expect(bench.text.contains(" A  as it is") && bench.text.contains(" B  pools=separate at 0:00:00.0"))
  }
}

extension Int {
  /// What the screen calls the meter at this position.
  fileprivate func words(in lab: LabEntry) -> String { lab.meters[self].name.replacing(".", with: " ") }
}

/// As the dashboard shows times.
private enum Clock {
  static func text(_ instant: Instant) -> String {
    let tenths = instant.nanoseconds / 100_000_000
    return "0:00:\(tenths / 10 < 10 ? "0" : "")\(tenths / 10).\(tenths % 10)"
  }
}
