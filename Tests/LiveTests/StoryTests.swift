import Dispatch
import Engine
import LabKit
import Live
import Stories
import Synchronization
import Testing
import ToyLab

@Suite("A story that is driven by the clock")
struct StoryTests {
  /// The first frame that is paused after time went by.
  private func end(of story: Story) -> Driver.Frame? {
    let paused = Mutex<Driver.Frame?>(nil), news = DispatchSemaphore(value: 0)
    let driver = Driver(story.begun()) { frame in
      guard frame.isPaused, frame.snapshot.now > .start else { return }
      paused.withLock { $0 = frame }
      news.signal()
    }
    driver.send(.speed(100))
    driver.send(.resume)
    _ = news.wait(timeout: .now() + .seconds(60))
    driver.stop()
    return paused.withLock { $0 }
  }

  @Test func `it stops at its end, says so, and is the run that it is without a clock`() throws {
    let story = try Story(
      text: """
        {story: s, lab: toll, for: 10s, twin: {lanes: 4}, at: [2s: traffic=20, 3s: convoy, 6s: slow],
        say: [1s: Here they come.], expect: [{meter: queue, above: 20}], expect-twin: [{meter: queue, above: 2000}]}
        """, file: "s.yaml"
    ) { _ in Toys.toll }
    let trial = StoryTrial(story)
    let frame = try #require(end(of: story))
    #expect(frame.snapshot.now == story.end)
    #expect(frame.notice == "here the story ends; Space goes on")
    #expect(frame.snapshot.digest == trial.digests[0])
    #expect(frame.twin?.digest == trial.digests[1])
    #expect(frame.storyline?.ticks.map { $0.judgement?.isHeld } == [true, false])
    #expect(frame.storyline?.said?.text == "Here they come.")
  }
}
