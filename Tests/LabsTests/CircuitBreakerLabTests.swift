import LabKit
import Labs
import Testing

@Suite("The circuit breaker lab") struct CircuitBreakerLabTests {
  private static let faults = ["dependency.down", "dependency.slow", "dependency.flaky"]

  @Test(arguments: faults, 1...20 as ClosedRange<UInt64>)
  func `with the breaker all promises are kept`(fault: String, seed: UInt64) throws {
    var lab = try DrivenLab("circuit-breaker", seed: seed)
    lab.go(20)
    try lab.act(fault)
    lab.go(60)
    try lab.heal(fault)
    lab.go(40)
    #expect(lab.brokenPromises == [] && lab.broken == [])
  }

  @Test(arguments: ["dependency.down", "dependency.slow"], 1...20 as ClosedRange<UInt64>)
  func `without it a dependency that hangs breaks them all`(fault: String, seed: UInt64) throws {
    var lab = try DrivenLab("circuit-breaker", seed: seed, ["breaker": 0])
    lab.go(20)
    #expect(lab.brokenPromises == [])
    try lab.act(fault)
    lab.go(60)
    #expect(lab.brokenPromises == ["answered", "calls-spared", "local-work"])
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `without it a flaky dependency takes no threads, but fails most requests`(seed: UInt64) throws {
    var lab = try DrivenLab("circuit-breaker", seed: seed, ["breaker": 0])
    lab.go(20)
    try lab.act("dependency.flaky")
    lab.go(60)
    #expect(lab.brokenPromises == ["answered", "calls-spared"])
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `the same requests come whether there is a breaker or not`(seed: UInt64) throws {
    var on = try DrivenLab("circuit-breaker", seed: seed)
    var off = try DrivenLab("circuit-breaker", seed: seed, ["breaker": 0])
    on.go(60)
    off.go(60)
    for meter in ["offered", "served", "latency", "calls.started"] {
      #expect(on.figure(meter) == off.figure(meter))
    }
    try on.act("dependency.flaky")
    try off.act("dependency.flaky")
    on.go(60)
    off.go(60)
    #expect(on.figure("offered") == off.figure("offered"))
    #expect(on.figure("calls.started") < 0.5 * off.figure("calls.started") + 5000)
  }

  @Test func `it opens when calls fail, asks with its probes after the wait, and closes when they come back`()
    throws
  {
    var lab = try DrivenLab("circuit-breaker", ["wait": 5, "permits": 3])
    lab.go(10)
    #expect(lab.figure("breaker.state") == 0)
    try lab.act("dependency.down")
    lab.go(3)
    #expect(lab.figure("breaker.state") == 2 && lab.figure("breaker.opened") == 1)
    let started = lab.figure("calls.started")
    lab.go(3)
    #expect(lab.figure("calls.started") == started, "no call goes out while it waits")
    #expect(lab.figure("calls.refused") > 150)
    lab.go(2)
    #expect(lab.figure("breaker.state") == 1 && lab.figure("calls.started") == started + 3)
    lab.go(3)
    #expect(lab.figure("breaker.state") == 2 && lab.law("probes-fail").verdict == .held)
    try lab.heal("dependency.down")
    lab.go(10)
    #expect(lab.figure("breaker.state") == 0 && lab.figure("breaker.closed") == 1)
    #expect(lab.broken == [] && lab.law("recloses").verdict == .held)
  }

  @Test func `each further opening waits longer, up to the longest wait`() throws {
    var lab = try DrivenLab("circuit-breaker", ["wait": 1, "wait.growth": 2, "wait.most": 3])
    try lab.act("dependency.down")
    var waits: [Double] = []
    for _ in 0..<300 {
      lab.go(0.1)
      let wait = lab.figure("breaker.wait")
      if wait != waits.last { waits.append(wait) }
    }
    #expect(waits == [0, 1, 2, 3])
  }

  @Test func `a time window opens it as well, and slow calls do`() throws {
    var lab = try DrivenLab("circuit-breaker", settings: ["window": "time", "failure": "100", "slow": "50"])
    lab.go(10)
    try lab.act("dependency.slow")
    lab.go(20)
    #expect(lab.note(containing: "of its window was slow") != nil && lab.broken == [])
  }

  @Test func `rejected calls open nothing, however many`() throws {
    var lab = try DrivenLab("circuit-breaker", ["rejects": 100])
    lab.go(30)
    #expect(lab.figure("breaker.opened") == 0 && lab.figure("served") > 2500)
  }

  @Test(arguments: ["recorded", "discarded"])
  func `what becomes of late results is as the knob says`(stale: String) throws {
    var lab = try DrivenLab("circuit-breaker", settings: ["stale": stale])
    lab.go(10)
    try lab.act("dependency.down")
    lab.go(20)
    #expect(lab.figure("calls.stale") > 0 && lab.broken == [])
    #expect(lab.note(containing: "calls, \(stale == "recorded" ? "recorded there" : stale)") != nil)
  }

  @Test func `by hand it opens and closes, and while it is off it does neither`() throws {
    var lab = try DrivenLab("circuit-breaker")
    lab.go(1)
    try lab.act("open.now")
    lab.go(0.2)
    #expect(lab.figure("breaker.state") == 2)
    try lab.act("close.now")
    lab.go(0.2)
    #expect(lab.figure("breaker.state") == 0 && lab.figure("breaker.closed") == 1)
    try lab.turn("breaker", 0)
    try lab.act("open.now")
    lab.go(0.2)
    #expect(lab.figure("breaker.state") == -1 && lab.figure("breaker.opened") == 1)
  }

  @Test func `turning knobs in any state breaks no law`() throws {
    var lab = try DrivenLab("circuit-breaker", ["automatic": 1, "probe.time": 1])
    lab.go(5)
    for fault in Self.faults { try lab.act(fault) }
    for step in 0..<40 {
      let (key, value) = [
        ("permits", 1.0), ("window", 1), ("minimum", 3), ("wait", 0.5), ("threads", 5), ("breaker", 0),
        ("window", 0), ("threads", 100), ("breaker", 1), ("window.calls", 3), ("permits", 9), ("queue", 0),
      ][step % 12]
      try lab.turn(key, value)
      lab.go(0.7)
    }
    #expect(lab.broken == [])
  }

  @Test func `what is told leads back to the key that was pressed`() throws {
    var lab = try DrivenLab("circuit-breaker", ["queue": 40])
    lab.go(10)
    try lab.act("dependency.down")
    let told = [
      (1.5, ["threads are taken", "is turned away"]), (1, ["The breaker opens:", "after its timeout"]),
      (7, ["Probe 1", "The breaker opens again", "refuses a call"]),
    ]
    for (seconds, texts) in told {
      lab.go(seconds)
      for text in texts { #expect(lab.origin(of: text)?.text == "you: dependency down", "\(text)") }
    }
    try lab.heal("dependency.down")
    lab.go(10)
    #expect(lab.origin(of: "its probes came back well")?.text == "you: dependency down")
    try lab.turn("errors", 100)
    lab.go(3)
    #expect(lab.origin(of: "The breaker opens:")?.text.hasPrefix("you: errors") == true)
  }

  @Test(arguments: ["dependency.down", "dependency.slow"])
  func `after everything is healed every thread comes back`(fault: String) throws {
    var lab = try DrivenLab("circuit-breaker", ["breaker": 0, "timeout": 30])
    try lab.act(fault)
    lab.go(30)
    #expect(lab.figure("threads.busy") == 50)
    let isDrained = lab.drain()
    #expect(isDrained && lab.broken == [])
    #expect(lab.law("everyone-answered").verdict == .held && lab.law("threads-return").verdict == .held)
  }

  @Test(arguments: ["count", "time"])
  func `a panel draws at any size, whatever goes on`(window: String) throws {
    var lab = try DrivenLab("circuit-breaker", settings: ["window": window])
    lab.drawAtAnySize()
    for fault in Self.faults { try lab.act(fault) }
    lab.go(30)
    lab.drawAtAnySize()
    try lab.turn("breaker", 0)
    lab.go(1)
    lab.drawAtAnySize()
  }
}
