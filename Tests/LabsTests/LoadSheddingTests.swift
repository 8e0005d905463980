import LabKit
import Labs
import Testing

@Suite("Load shedding")
struct LoadSheddingTests {
  private static let none = 0.0, random = 1.0, priority = 2.0, codel = 3.0, adaptive = 4.0
  private static let good = ["goodput.p0", "goodput.p1", "goodput.p2"]

  private func lab(seed: UInt64 = 1, _ knobs: [String: Double]) throws -> DrivenLab {
    try DrivenLab("load-shedding", seed: seed, knobs)
  }

  /// Goodput and throughput a second, a minute into an overload of twice what the servers can do.
  private func overloaded(_ policy: Double, _ more: [String: Double] = [:]) throws -> (
    good: Double, done: Double, p0: Double, lab: DrivenLab
  ) {
    var lab = try lab(["policy": policy, "traffic": 2000].merging(more) { $1 })
    lab.go(60)
    let before = (lab.sum(Self.good), lab.figure("throughput"), lab.figure("goodput.p0"))
    let offered = lab.figure("offered.p0")
    lab.go(30)
    let p0 = (lab.figure("goodput.p0") - before.2) / (lab.figure("offered.p0") - offered)
    return ((lab.sum(Self.good) - before.0) / 30, (lab.figure("throughput") - before.1) / 30, p0, lab)
  }

  @Test func `without a policy goodput collapses while throughput stays`() throws {
    let (good, done, _, lab) = try overloaded(Self.none)
    #expect(done > 1050)
    #expect(good < 0.02 * done)
    #expect(lab.law("collapse").verdict == .held)
    #expect(lab.broken == [])
  }

  @Test func `with priorities P0 keeps its answers and its latency`() throws {
    let (good, done, p0, lab) = try overloaded(Self.priority)
    #expect(good > 0.95 * done)
    #expect(p0 > 0.98)
    #expect(lab.figure("shed.p0") == 0)
    #expect(lab.figure("latency.p0", "p99") < 0.3)
    #expect(lab.law("p1-shed").verdict == .held)
    #expect(lab.broken == [])
  }

  @Test func `P2 goes first`() throws {
    var lab = try lab(["traffic": 1000])
    lab.go(60)
    #expect(lab.figure("shed.p2") > 100)
    #expect(lab.figure("shed.p1") == 0)
    try lab.turn("traffic", 2000)
    lab.go(60)
    #expect(lab.figure("shed.p1") > 100)
  }

  @Test func `shedding at random keeps goodput and hits P0 as hard as the others`() throws {
    let (good, done, p0, lab) = try overloaded(Self.random)
    #expect(good > 0.9 * done)
    #expect(p0 > 0.45 && p0 < 0.55)
    #expect(lab.law("p0-suffers").verdict == .held)
  }

  @Test func `CoDel keeps a mild overload in time, and loses against a flood`() throws {
    let mild: [String: Double] = ["traffic": 1300, "retries": 0]
    let (good, done, _, lab) = try overloaded(Self.codel, mild)
    #expect(good > 0.9 * done)
    #expect(lab.figure("dropped") > 5000)
    #expect(try overloaded(Self.none, mild).good < 0.1 * done)
    // Requests do not slow down when one is dropped, as the flows do that it was made for.
    #expect(try overloaded(Self.codel).good < 0.5 * done)
    #expect(lab.law("codel-drops").verdict == .held)
  }

  @Test func `adaptive clients send no more than K times what is accepted`() throws {
    let (good, done, _, lab) = try overloaded(Self.adaptive, ["throttle.k": 1.2])
    #expect(good > 0.9 * done)
    #expect(lab.figure("throttled") > 10_000)
    var open = try self.lab(["policy": Self.adaptive, "traffic": 900])
    open.go(60)
    #expect(open.figure("throttled") == 0)
  }

  @Test func `a short queue is a shedder by itself`() throws {
    let (good, done, _, _) = try overloaded(Self.none, ["queue.places": 300])
    #expect(good > 0.9 * done)
  }

  @Test func `a burst passes, the collapse stays: retries keep it up`() throws {
    var lab = try lab(["policy": Self.none])
    lab.go(20)
    #expect(lab.rate("goodput.p0", "goodput.p1", "goodput.p2", over: 10) > 570)
    try lab.act("traffic.burst")
    lab.go(10)
    try lab.heal("traffic.burst")
    lab.go(120)
    #expect(lab.rate("goodput.p0", "goodput.p1", "goodput.p2", over: 10) < 5)
    #expect(lab.rate("throughput", over: 10) > 1050)
    #expect(lab.law("metastable").verdict == .held)
    // Less than half of the capacity, with one retry: it heals by itself.
    try lab.turn("traffic", 300)
    lab.go(200)
    #expect(lab.rate("goodput.p0", "goodput.p1", "goodput.p2", over: 10) > 280)
    #expect(lab.note(containing: "Goodput is back") != nil)
  }

  @Test func `without retries the same burst heals by itself`() throws {
    var lab = try lab(["policy": Self.none, "retries": 0])
    lab.go(20)
    try lab.act("traffic.burst")
    lab.go(10)
    try lab.heal("traffic.burst")
    lab.go(60)
    #expect(lab.rate("goodput.p0", "goodput.p1", "goodput.p2", over: 10) > 570)
    #expect(lab.law("metastable").verdict == .notReached)
  }

  @Test func `the policy gets a collapsed system out of it`() throws {
    var lab = try lab(["policy": Self.none])
    try lab.act("traffic.burst")
    lab.go(5)
    try lab.heal("traffic.burst")
    lab.go(30)
    #expect(lab.rate("goodput.p0", over: 10) < 2)
    try lab.turn("policy", Self.priority)
    // What is stale in the queue has to be worked off first.
    lab.go(400)
    #expect(lab.rate("goodput.p0", over: 10) > 100)
  }

  @Test func `an outage stops the servers and nobody is told`() throws {
    var lab = try lab(["policy": Self.none])
    lab.go(10)
    try lab.act("outage")
    lab.go(0.5)
    #expect(lab.rate("throughput", over: 5) == 0)
    #expect(lab.rate("sent", over: 5) > 1000)
    try lab.heal("outage")
    #expect(lab.rate("throughput", over: 5) > 1000)
  }

  @Test func `half the capacity is half the work`() throws {
    var lab = try lab(["traffic": 3000])
    lab.go(10)
    #expect(abs(lab.rate("throughput", over: 20) - 1000) < 30)
    try lab.act("capacity.halves")
    lab.go(5)
    // P0 alone is 600/s: more than the half, and it is always admitted.
    #expect(abs(lab.rate("throughput", over: 20) - 550) < 20)
    #expect(lab.rate("shed.p1", over: 10) > 1450)
    #expect(lab.figure("shed.p0") == 0)
  }

  @Test func `refused clients try again only if they are told to`() throws {
    var obedient = try lab(["traffic": 2000])
    obedient.go(20)
    #expect(obedient.figure("retries") == 0)
    var stubborn = try lab(["traffic": 2000, "retry.refused": 1])
    stubborn.go(20)
    #expect(stubborn.figure("retries") > 5000)
    #expect(stubborn.broken == [])
  }

  @Test func `causes lead back to the key`() throws {
    var lab = try lab(["policy": Self.none])
    lab.go(5)
    try lab.act("traffic.burst")
    lab.go(10)
    let timeout = try #require(lab.note(containing: "timed out"))
    let chain = lab.run.snapshot.chain(from: timeout.id)
    #expect(chain.last?.isInput == true)
    #expect(chain.last?.text == "you: traffic burst")
  }

  @Test func `everybody ends, whatever the policy`() throws {
    for policy in 0..<5 {
      var lab = try lab(seed: 7, ["policy": Double(policy), "traffic": 1800, "retry.refused": 1, "retries": 3])
      lab.go(20)
      try lab.act("outage")
      lab.go(10)
      lab.drain()
      #expect(lab.run.isDrained)
      #expect(lab.law("everybody-ends").verdict == .held)
      #expect(lab.broken == [])
    }
  }

  @Test func `the policy shifts no draw`() throws {
    func offered(_ policy: Double) throws -> [Double] {
      var lab = try lab(["policy": policy, "traffic": 1500])
      lab.go(20)
      return ["offered.p0", "offered.p1", "offered.p2"].map { lab.figure($0) }
    }
    let plain = try offered(Self.none)
    for policy in [Self.random, Self.priority, Self.codel, Self.adaptive] {
      #expect(try offered(policy) == plain)
    }
  }

  @Test func `panels draw at any size and say what is the matter`() throws {
    for policy in 0..<5 {
      var lab = try lab(["policy": Double(policy), "traffic": 1800])
      lab.drawAtAnySize()
      lab.go(15)
      lab.drawAtAnySize()
      if policy == 0 {
        #expect(lab.run.snapshot.status(panel: 0) == "COLLAPSED, none")
        #expect(lab.text("Queue", 38, 8)[1].contains("wait"))
      }
    }
  }

  @Test(arguments: ["traffic.burst", "capacity.halves"], 1...20 as ClosedRange<UInt64>)
  func `with priorities all promises are kept`(fault: String, seed: UInt64) throws {
    var lab = try lab(seed: seed, [:])
    lab.go(20)
    try lab.act(fault)
    lab.go(60)
    try lab.heal(fault)
    lab.go(40)
    #expect(lab.brokenPromises == [] && lab.broken == [])
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `without a policy a burst breaks the promises, and so does chance to payments`(seed: UInt64) throws {
    var none = try lab(seed: seed, ["policy": Self.none]), random = try lab(seed: seed, ["policy": Self.random])
    none.go(20)
    random.go(20)
    #expect(none.brokenPromises == [] && random.brokenPromises == [])
    try none.act("traffic.burst")
    try random.act("traffic.burst")
    none.go(60)
    random.go(60)
    #expect(none.brokenPromises == ["p0-served", "work-wanted", "queue-young"])
    #expect(random.brokenPromises == ["p0-served", "p0-not-shed"])
  }
}
