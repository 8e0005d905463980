import Dashboard
import Engine
import Grid
import LabKit
import Testing

@Suite("A story on the dashboard")
struct StoryTests {
  private static func tick(
    _ text: String, twin: Bool = false, by seconds: Double = 60, _ isHeld: Bool? = nil
  ) -> Storyline.Tick {
    Storyline.Tick(
      text, isOfTwin: twin, by: .start + .seconds(seconds), judgement: isHeld.map { ($0, $0 ? "12" : "3") })
  }

  private static func storyline(said: Storyline.Sentence?, _ ticks: [Storyline.Tick]) -> Storyline {
    Storyline(name: "storm", title: "A storm in the harbour", said: said, ticks: ticks, end: .start + .seconds(60))
  }

  private func tell(_ bench: inout Bench, _ storyline: Storyline?) {
    _ = update(&bench.state, .snapshot(bench.run.snapshot, actualSpeed: 1, map: bench.run.map, storyline: storyline))
  }

  private func row(_ bench: Bench, _ text: String) -> String? {
    bench.screen.text.first { $0.contains(text) }.map { String($0) }
  }

  @Test func `a strip has the title and what is expected in words, with a tick`() throws {
    var bench = Bench(width: 120, height: 24)
    let ticks = [
      Self.tick("ships come", by: 10, true), Self.tick("nobody waits", by: 20, false),
      Self.tick("it is calm", by: 40), Self.tick("ships go", twin: true, by: 30),
    ]
    tell(&bench, Self.storyline(said: nil, ticks))
    let strip = try #require(row(bench, "A storm in the harbour"))
    #expect(strip.contains("A  ✓ ships come  ✗ nobody waits  · it is calm"))
    #expect(row(bench, "   B  · ships go") != nil)
    tell(&bench, nil)
    #expect(row(bench, "A storm in the harbour") == nil)
  }

  @Test func `what has failed and what comes next keep their words longest`() throws {
    let ticks = [
      Self.tick("ships come", by: 10, true), Self.tick("nobody waits", by: 20, false), Self.tick("it is calm", by: 40),
      Self.tick("ships go", twin: true, by: 30),
    ]
    var bench = Bench(width: 46, height: 20)
    tell(&bench, Self.storyline(said: nil, ticks))
    let strip = try #require(row(bench, "◆ "))
    #expect(strip.contains("A  ✓  ✗ nobody waits  ·  B  · ships go"), "\(strip)")
  }

  @Test func `somebody who does something of their own is told to have left the story`() throws {
    var bench = Bench()
    tell(&bench, Self.storyline(said: nil, [Self.tick("ships come")]))
    let left = Storyline(
      name: "storm", title: "A storm in the harbour", said: nil, ticks: [Self.tick("ships come")],
      end: .start + .seconds(60), leftAt: .start + .seconds(7))
    tell(&bench, left)
    #expect(bench.text.contains("You have left the story"))
    bench.press(.tab)
    #expect(!bench.text.contains("You have left the story"))
    #expect(row(bench, "◆ ")?.contains("left at 0:00:07.0") == true)
  }

  @Test func `a story shows where it can be seen, once`() {
    var bench = Bench()
    bench.run.beginTwin()
    bench.show()
    let twin = Twin(bench.run.twinSnapshot!, since: bench.run.twinOrigin!)
    func tell(_ name: String, _ panel: Int?, _ meter: Int?) {
      let storyline = Storyline(
        name: name, title: name, said: nil, ticks: [], end: .start + .seconds(60), panel: panel, meter: meter)
      _ = update(
        &bench.state,
        .snapshot(bench.run.snapshot, actualSpeed: 1, map: bench.run.map, twin: twin, storyline: storyline))
    }
    let last = Bench.harbour.panels.count - 1
    tell("storm", last, 0)
    #expect(bench.state.focusedPanel == last && bench.state.comparedMeter == 0)
    bench.press(.tab)
    #expect(bench.state.focusedPanel != last)
    tell("storm", last, 0)
    #expect(bench.state.focusedPanel != last, "the student looks elsewhere")
    tell("calm", nil, nil)
    #expect(bench.state.focusedPanel != last)
    tell("storm", last, 99)
    #expect(bench.state.focusedPanel == last && bench.state.comparedMeter == 0)
  }

  @Test func `what is said is not hidden behind what was to be read before`() {
    var bench = Bench()
    tell(&bench, Self.storyline(said: .init(position: 1, text: "A storm comes."), []))
    _ = update(&bench.state, .key(.character("R")))
    #expect(bench.text.contains("begun again"))
    tell(&bench, Self.storyline(said: .init(position: 0, text: "All ships are in."), []))
    #expect(bench.text.contains("All ships are in.") && bench.text.contains("begun again"))
  }

  @Test(arguments: [30, 40, 60, 80, 120]) func `verdicts are there at any width`(_ width: Int) throws {
    var bench = Bench(width: width, height: 20)
    let long = "orders.confirmed total since 40s between 1000 and 2000"
    tell(
      &bench,
      Self.storyline(said: nil, [Self.tick(long, true), Self.tick(long, false), Self.tick(long, twin: true)]))
    let strip = try #require(row(bench, "◆ ")), signs = strip.filter { "AB✓✗·".contains($0) }
    #expect(signs == "A✓✗B·", "\(strip)")
  }

  @Test func `a sentence stays until the next one, whatever is pressed`() {
    var bench = Bench()
    let first = Storyline.Sentence(position: 0, text: "All ships are in."),
      second = Storyline.Sentence(position: 1, text: "A storm comes.")
    tell(&bench, Self.storyline(said: first, []))
    #expect(bench.text.contains("All ships are in."))
    tell(&bench, Self.storyline(said: first, []))
    #expect(bench.text.contains("All ships are in."))
    tell(&bench, Self.storyline(said: second, []))
    #expect(bench.text.contains("A storm comes.") && !bench.text.contains("All ships are in."))
    bench.press(.tab)
    #expect(bench.text.contains("A storm comes."))
    bench.type("Y")
    #expect(bench.text.contains("no key Y here") && bench.text.contains("A storm comes."))
    tell(&bench, Self.storyline(said: first, []))
    #expect(bench.text.contains("All ships are in."), "who goes back hears it again")
  }

  @Test func `the palette plays a story and lists what it expects`() {
    var bench = Bench()
    bench.state = DashboardState(
      entry: Bench.harbour, labs: [Bench.harbour],
      stories: [StoryListing(name: "storm", title: "A storm in the harbour", summary: "Ships wait.")])
    bench.type(":storm in the")
    #expect(bench.text.contains("story: A storm in the harbour"))
    #expect(bench.press(.enter) == [.playStory("storm"), .setSpeed(1), .resume])
    bench.type(":expectations")
    bench.press(.enter)
    #expect(bench.text.contains("no story is told"))
    tell(
      &bench,
      Self.storyline(said: nil, [Self.tick("ships above 5", true), Self.tick("queue below 2", twin: true, false)]))
    bench.type(":expectations")
    bench.press(.enter)
    #expect(bench.text.contains("✓  ships above 5 at 0:01:00.0: found 12"))
    #expect(bench.text.contains("✗  queue below 2 at 0:01:00.0: found 3"))
    bench.press(.escape)
    #expect(!bench.text.contains("found 12"))
  }
}
