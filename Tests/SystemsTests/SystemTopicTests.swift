import Diagnostics
import LabKit
import Systems
import Testing

/// Messages that are kept until somebody takes them.
@Suite("Topics of systems") struct SystemTopicTests {
  private func text(_ topic: String = "", _ worker: String = "", _ more: String = "") -> String {
    """
    system: topic
    nodes:
      web: {arrivals: constant 10/s, call: {to: jobs}}
      jobs: {topic: {places: 20\(topic)}}
      workers: {replicas: 2, slots: 1, queue: 0, time: 100 ms, abandoned: served, from: jobs\(worker)}
    \(more)
    """
  }

  private let crash = "faults: [{name: crash, key: d, set: {workers.1.state: crashed}, says: One is gone.}]"

  @Test func `each station that consumes gets every message, and its replicas share them`() throws {
    var bench = try Bench(text("", "", "  audit: {time: 1 ms, from: jobs}"))
    bench.go(to: 60)
    // Whoever publishes does not wait for those who work.
    #expect(bench.figure("web.good") == bench.figure("web.offered") && bench.figure("web.offered") > 590)
    #expect(abs(bench.figure("workers.served") - bench.figure("web.good")) <= 2)
    #expect(bench.figure("audit.served") == bench.figure("web.good"))
    #expect(bench.figure("jobs.published") == 2 * bench.figure("web.good") && bench.broken == [])
  }

  @Test func `a topic without a place refuses, and what waits is done later`() throws {
    var bench = try Bench(text("", "", "knobs: [{set: workers.time, from: 10 ms, to: 1 s}]"))
    try bench.turn("workers.time", to: "1000")
    bench.go(to: 60)
    #expect(bench.figure("jobs.lag") == 20 && bench.figure("web.failed") > 300)
    try bench.turn("web.arrivals", to: "0")
    bench.go(to: 80)
    #expect(bench.run.isDrained && bench.figure("jobs.delivered") == bench.figure("web.good") && bench.broken == [])
  }

  @Test func `what fails comes again, so many times, and is dead then`() throws {
    var bench = try Bench(text(", deliveries: 3", ", errors: 100 %"))
    bench.go(to: 4)
    try bench.turn("web.arrivals", to: "0")
    bench.go(to: 30)
    let published = bench.figure("jobs.published")
    #expect(bench.run.isDrained && published > 20)
    #expect(bench.figure("jobs.dead") == published && bench.figure("jobs.redelivered") == 2 * published)
    #expect(bench.figure("workers.broken") == 3 * published && bench.broken == [])
  }

  @Test func `what a server had when it crashed goes to another one`() throws {
    var bench = try Bench(text(", deliveries: 20", "", crash))
    for second in 1...20 {
      bench.go(to: Double(second) + 0.05)
      try bench.inject("crash")
      bench.go(to: Double(second) + 0.5)
      try bench.heal("crash")
    }
    try bench.turn("web.arrivals", to: "0")
    bench.go(to: 60)
    #expect(bench.run.isDrained && bench.figure("workers.vanished") > 5)
    #expect(bench.figure("jobs.dead") == 0 && bench.figure("jobs.delivered") == bench.figure("web.good"))
    #expect(bench.broken == [])
  }

  @Test func `what goes round in a circle ends`() throws {
    var bench = try Bench(
      """
      system: circle
      nodes:
        web: {arrivals: constant 1/s, call: {to: jobs}}
        jobs: {topic: {deliveries: 1}}
        workers: {time: 1 ms, from: jobs, call: {to: jobs}}
      """)
    bench.go(to: 60.5)
    // Ten times, and the eleventh is refused.
    #expect(bench.figure("jobs.published") == 10 * bench.figure("web.offered"))
    #expect(bench.figure("jobs.unpublished") == bench.figure("web.offered") && bench.broken == [])
  }

  @Test func `a topic that nobody consumes is refused, and so is one that is not there`() {
    func complaint(_ text: String) -> String? {
      do throws(BadInput) { _ = try SystemCatalogue.lab(text: text, file: "class.yaml") } catch { return "\(error)" }
      return nil
    }
    let whole = text()
    #expect(
      complaint(whole.replacing(", from: jobs", with: ""))
        == "class.yaml:4:17: nobody consumes jobs, expected a station with 'from: jobs'")
    #expect(
      complaint(whole.replacing("from: jobs", with: "from: job"))
        == "class.yaml:5:85: there is no topic 'job'; did you mean 'jobs'?")
  }
}
