import Diagnostics
import LabKit
import Labs
import Runs
import Stories
import Testing

@Suite("The stories in the binary")
struct BuiltInStoryTests {
  static func named(_ name: String) throws(BadInput) -> LabEntry { try Catalogue.all.named(name) }
  static let stories = try! StoryCatalogue(named: named)
  static let names = stories.stories.map(\.name)

  // A debug build is ten times slower; all seeds are for the release build.
  #if DEBUG
    static let seeds: [UInt64] = [1, 2]
  #else
    static let seeds = [UInt64](1...20)
  #endif

  @Test func `there are ten, each called like its file, and small`() throws {
    #expect(Self.names.count >= 10)
    #expect(Set(Self.names).count == Self.names.count)
    for story in Self.stories.stories {
      #expect(try Self.stories.file(of: story.name).utf8.count < 4000)
      #expect(story.hasTwin && !story.summary.isEmpty && !story.narration.isEmpty)
      #expect(story.expectations.contains { $0.isOfTwin } && story.expectations.contains { !$0.isOfTwin })
      let meter = try #require(story.meter)
      #expect(story.lab.panels.contains { $0.meters.contains { $0.meter == meter } }, "the failure is in view")
      #expect(!story.ending.outcome.isEmpty && (2...3).contains(story.ending.proposals.count))
      #expect(story.expectations.allSatisfy { (4...24).contains(($0.says ?? "").count) })
      #expect(story.title.count <= 40, "it stands in a row of 80 columns beside the ticks")
    }
    #expect(Self.stories.listing.split(separator: "\n").count == Self.names.count)
  }

  @Test(arguments: names)
  func `each fails without its pattern and holds with it, over all seeds and its own`(_ name: String) throws {
    let story = try Self.stories.open(name, named: Self.named)
    let findings = StoryFindings(story, seeds: Self.seeds + [story.seed])
    #expect(findings.isAsExpected, "\(findings.text)")
  }

  /// A failure that is there without its trigger is another one than the title says.
  @Test(arguments: names)
  func `what is expected of the first run does not come without its trigger`(_ name: String) throws {
    let text = try Self.stories.file(of: name)
    let start = try #require(text.firstRange(of: "at:\n")), end = try #require(text.firstRange(of: "show:"))
    let drains = text[start.upperBound..<end.lowerBound].split(separator: "\n").filter {
      $0.hasSuffix(": drain")
    }
    let calm = try Story(
      text: text[..<start.upperBound].dropLast(2) + ": [" + drains.map { $0.dropFirst(4) }.joined() + "]\n"
        + text[end.lowerBound...], file: "\(name).yaml", named: Self.named)
    // A plain number that regions overwrite loses counts whenever two are busy at once, and a split is a long time of
    // that; what only a split brings, and what heals, is how far apart the regions of the twin are.
    let ofTwin = name == "split-regions"
    for seed in Self.seeds {
      let trial = StoryTrial(calm, seed: seed)
      let held = zip(calm.expectations, trial.judgements).filter { $0.0.isOfTwin == ofTwin }.map(\.1.isHeld)
      #expect(held.contains(false), "seed \(seed)")
    }
  }

  /// That the first run comes as expected says that the failure is there. This says that it is the pattern that the
  /// twin owes its success to: without what is different in it, what is expected of it does not come.
  @Test(arguments: names)
  func `what is expected of the twin does not come without the pattern`(_ name: String) throws {
    let text = try Self.stories.file(of: name)
    let expected = try #require(text.firstRange(of: "expect:\n")),
      ofTwin = try #require(text.firstRange(of: "expect-twin:\n"))
    let head = text[..<expected.lowerBound].split(separator: "\n").filter { !$0.hasPrefix("twin:") }
      .joined(separator: "\n")
    let bare = try Story(
      text: head + "\nexpect:\n" + text[ofTwin.upperBound...], file: "\(name).yaml", named: Self.named)
    for seed in Self.seeds { #expect(!StoryTrial(bare, seed: seed).isAsExpected, "seed \(seed)") }
  }
}
