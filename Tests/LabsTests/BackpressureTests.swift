import LabKit
import Labs
import Testing

@Suite("Backpressure")
struct BackpressureTests {
  private static let unbounded = 0.0, reject = 1.0, block = 2.0, limit = 3.0, pull = 4.0

  private func lab(seed: UInt64 = 1, _ knobs: [String: Double]) throws -> DrivenLab {
    try DrivenLab("backpressure", seed: seed, knobs)
  }

  /// A minute in which consumers do 75/s of the 300/s that are produced.
  private func slowed(_ strategy: Double, _ more: [String: Double] = [:]) throws -> DrivenLab {
    var lab = try lab(["strategy": strategy].merging(more) { $1 })
    lab.go(10)
    try lab.act("consumers.slow")
    lab.go(60)
    return lab
  }

  private static let faults = ["consumers.slow", "consumer.dead", "consumer.stuck", "producer.burst"]

  /// 20 s of calm, a minute with a fault, and 40 s after it.
  private func broken(_ strategy: Double, _ fault: String, _ seed: UInt64, _ knobs: [String: Double] = [:])
    throws -> [String]
  {
    var lab = try lab(seed: seed, ["strategy": strategy].merging(knobs) { $1 })
    lab.go(20)
    #expect(lab.brokenPromises == [])
    try lab.act(fault)
    lab.go(60)
    try lab.heal(fault)
    lab.go(40)
    #expect(lab.broken == [])
    return lab.brokenPromises
  }

  @Test(arguments: faults, 1...20 as ClosedRange<UInt64>)
  func `consumers that pull keep all promises`(fault: String, seed: UInt64) throws {
    #expect(try broken(Self.pull, fault, seed) == [])
  }

  @Test(arguments: ["consumers.slow", "consumer.stuck", "producer.burst"], 1...20 as ClosedRange<UInt64>)
  func `a producer that is made to wait keeps all promises while no consumer dies`(fault: String, seed: UInt64) throws {
    #expect(try broken(Self.block, fault, seed) == [])
  }

  @Test(arguments: ["consumers.slow", "producer.burst"], 1...20 as ClosedRange<UInt64>)
  func `a queue without a bound breaks the promises about it`(fault: String, seed: UInt64) throws {
    let promises = ["nothing-lost", "memory-suffices", "queue-bounded"]
    #expect(try broken(Self.unbounded, fault, seed) == promises)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a full queue that rejects breaks the promise to lose nothing`(seed: UInt64) throws {
    #expect(try broken(Self.reject, "consumers.slow", seed) == ["nothing-lost"])
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `polls too large for slow consumers break the promise that nobody is evicted at work`(seed: UInt64)
    throws
  {
    let knobs = ["poll.size": 500.0, "poll.interval": 10, "slowness": 10, "high.water": 20_000]
    #expect(try broken(Self.pull, "consumers.slow", seed, knobs) == ["polls-in-time"])
  }

  @Test func `an unbounded queue runs out of memory and loses what it held`() throws {
    let lab = try slowed(Self.unbounded)
    #expect(lab.figure("crashes") >= 1)
    #expect(lab.figure("lost") > 6000)
    #expect(lab.figure("memory.bytes", "max") <= 64e6)
    #expect(lab.law("out-of-memory").verdict == .held)
    #expect(lab.broken == [])
  }

  @Test func `a rejecting queue never exceeds its bound, and what it rejects is gone`() throws {
    let lab = try slowed(Self.reject)
    #expect(lab.figure("memory", "max") == 1000)
    #expect(lab.figure("rejected") > 5000)
    #expect(lab.figure("crashes") == 0)
    #expect(lab.broken == [])
  }

  @Test func `a blocking queue holds the producer back and loses nothing`() throws {
    var lab = try slowed(Self.block)
    #expect(lab.figure("memory", "max") == 1000)
    #expect(lab.figure("upstream", "last") > 5000)
    #expect(lab.law("producer-waits").verdict == .held)
    lab.drain()
    #expect(lab.figure("consumed") == lab.figure("produced"))
    #expect(lab.broken == [])
  }

  @Test func `a rate limit knows nothing of the consumers`() throws {
    // Below what slow consumers do the queue stays short; above it grows as if there were no limit.
    let low = try slowed(Self.limit, ["limit.rate": 60])
    #expect(low.figure("memory", "last") < 100)
    #expect(low.figure("upstream", "last") > 10_000)
    let high = try slowed(Self.limit, ["limit.rate": 300])
    #expect(high.figure("crashes") >= 1)
    #expect(low.broken + high.broken == [])
  }

  @Test func `a pulling consumer slows its own polling, and nothing is lost`() throws {
    var lab = try lab(["poll.size": 1, "high.water": 20_000])
    lab.go(10)
    let before = lab.rate("polls", over: 10)
    try lab.act("consumers.slow")
    lab.go(5)
    #expect(lab.rate("polls", over: 20) < 0.4 * before)
    #expect(lab.figure("lag", "last") > 1000)
    #expect(lab.figure("evicted.poll") == 0)
    lab.drain()
    #expect(lab.figure("consumed") == lab.figure("produced"))
    #expect(lab.figure("lost") + lab.figure("rejected") + lab.figure("duplicates") == 0)
    #expect(lab.law("pull-loses-nothing").verdict == .held)
  }

  @Test func `above the high-water mark the producer waits`() throws {
    let lab = try slowed(Self.pull, ["high.water": 5000])
    #expect(lab.figure("lag", "max") == 5000)
    #expect(lab.figure("upstream", "last") > 5000)
    #expect(lab.broken == [])
  }

  @Test func `all strategies have the same producer`() throws {
    func produced(_ strategy: Double) throws -> Double { try slowed(strategy).figure("produced") }
    let pulled = try produced(Self.pull)
    for strategy in [Self.unbounded, Self.reject, Self.block, Self.limit] {
      #expect(try produced(strategy) == pulled)
    }
  }

  @Test func `who processes too long between polls is evicted, and others do its records again`() throws {
    var lab = try lab(["poll.interval": 10])
    lab.go(20)
    try lab.act("consumer.stuck")
    lab.go(9)
    #expect(lab.figure("evicted.poll") == 0)
    lab.go(3)
    #expect(lab.figure("evicted.poll") == 1)
    #expect(lab.figure("members.active", "last") == 2)
    #expect(lab.run.snapshot.chain(from: lab.note(containing: "evicted")!.id).last?.text == "you: poll too late")
    try lab.heal("consumer.stuck")
    lab.go(3)
    // Its commit is refused; then it joins again.
    #expect(lab.figure("duplicates") > 0)
    #expect(lab.figure("members.active", "last") == 3)
    lab.drain()
    #expect(lab.figure("consumed") == lab.figure("produced"))
    #expect(lab.broken == [])
  }

  @Test func `polls too large for the interval are done again and again`() throws {
    // 500 records of 40 ms take 20 s, and the interval is 10 s: a livelock that only a smaller poll ends.
    var lab = try lab(["poll.size": 500, "poll.interval": 10, "high.water": 20_000])
    lab.go(10)
    try lab.act("consumers.slow")
    lab.go(200)
    #expect(lab.figure("evicted.poll") > 5)
    let before = lab.figure("consumed")
    lab.go(100)
    #expect(lab.figure("consumed") - before < 0.3 * 100 * 75)
    try lab.turn("poll.size", 10)
    lab.go(60)
    #expect(lab.rate("consumed", over: 30) > 65)
    #expect(lab.broken == [])
  }

  @Test func `a dead consumer is noticed when its session times out`() throws {
    var lab = try lab(["session.timeout": 10])
    lab.go(20)
    try lab.act("consumer.dead")
    lab.go(9)
    #expect(lab.figure("rebalances") == 0)
    lab.go(3)
    #expect(lab.figure("evicted.session") == 1)
    #expect(lab.figure("rebalances") == 1)
    #expect(lab.figure("members.active", "last") == 2)
    try lab.heal("consumer.dead")
    lab.go(5)
    #expect(lab.figure("members.active", "last") == 3)
    lab.drain()
    #expect(lab.figure("consumed") == lab.figure("produced"))
    #expect(lab.broken == [])
  }

  @Test func `what was pushed to a consumer dies with it`() throws {
    var lab = try lab(["strategy": Self.block, "traffic": 370])
    lab.go(20)
    try lab.act("consumer.dead")
    lab.go(5)
    #expect(lab.figure("lost") == 1)
  }

  @Test func `more consumers than partitions are idle`() throws {
    var lab = try lab(["consumers": 8, "partitions": 3])
    lab.go(10)
    #expect(lab.figure("members.active", "last") == 3)
    try lab.turn("partitions", 12)
    lab.go(5)
    #expect(lab.figure("members.active", "last") == 8)
  }

  @Test func `the backlog drains in the time that was forecast`() throws {
    var lab = try lab(["traffic": 200, "high.water": 20_000])
    lab.go(10)
    try lab.act("producer.burst")
    lab.go(40)
    try lab.heal("producer.burst")
    lab.go(10)
    #expect(lab.note(containing: " records are drained in ") != nil)
    lab.go(200)
    #expect(lab.note(containing: "Drained after") != nil)
    #expect(lab.law("forecast-met").verdict == .held)
    #expect(lab.text("Drain time", 38, 6).contains { $0.contains("✓") })
  }

  @Test func `the strategy can be turned while it runs, and every record ends once`() throws {
    var lab = try lab(["traffic": 600])
    for strategy in [Self.block, Self.pull, Self.limit, Self.reject, Self.unbounded, Self.pull, Self.block] {
      try lab.turn("strategy", strategy)
      lab.go(10)
    }
    lab.drain()
    #expect(lab.run.isDrained)
    #expect(lab.law("everything-ends").verdict == .held)
    #expect(lab.broken == [])
  }

  @Test func `panels draw at any size`() throws {
    for strategy in 0..<5 {
      var lab = try lab(["strategy": Double(strategy)])
      lab.drawAtAnySize()
      try lab.act("consumers.slow")
      try lab.act("consumer.dead")
      lab.go(40)
      try lab.act("consumer.stuck")
      lab.go(40)
      lab.drawAtAnySize()
    }
  }
}
