import LabKit
import Labs
import Testing

@Suite("The bulkhead lab") struct BulkheadLabTests {
  private static let faults = ["vendor.dead", "vendor.slow", "tenant.burst"]

  @Test(arguments: faults, 1...20 as ClosedRange<UInt64>)
  func `separate pools with quotas keep all promises`(fault: String, seed: UInt64) throws {
    var lab = try DrivenLab("bulkhead", seed: seed)
    lab.go(20)
    try lab.act(fault)
    lab.go(60)
    try lab.heal(fault)
    lab.go(40)
    #expect(lab.brokenPromises == [] && lab.broken == [])
  }

  @Test(arguments: ["vendor.dead", "vendor.slow"], 1...20 as ClosedRange<UInt64>)
  func `in one shared pool a vendor that hangs breaks the promises to the others`(fault: String, seed: UInt64)
    throws
  {
    var lab = try DrivenLab("bulkhead", seed: seed, settings: ["pools": "shared"])
    lab.go(20)
    #expect(lab.brokenPromises == [])
    try lab.act(fault)
    lab.go(60)
    #expect(lab.brokenPromises == ["catalogue-served", "analytics-served", "vendor-contained"])
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `without quotas one tenant's burst breaks the promise to the others`(seed: UInt64) throws {
    var lab = try DrivenLab("bulkhead", seed: seed, ["quota": 100])
    lab.go(20)
    try lab.act("tenant.burst")
    lab.go(60)
    #expect(lab.brokenPromises == ["tenants-served"])
    #expect(lab.law("tenant-starves").verdict == .held)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `with separate pools the others do the same whether the vendor hangs or not`(seed: UInt64) throws {
    var well = try DrivenLab("bulkhead", seed: seed), ill = try DrivenLab("bulkhead", seed: seed)
    try ill.act("vendor.dead")
    well.go(60)
    ill.go(60)
    for meter in ["offered", "served", "latency"] {
      for service in ["catalogue", "analytics"] {
        #expect(well.figure("\(meter).\(service)") == ill.figure("\(meter).\(service)"))
      }
    }
    #expect(ill.figure("served.payment") < 100 && ill.figure("busy.payment", "max") == 20)
  }

  @Test func `a smaller pool lets those inside finish, a larger one takes who waits at once`() throws {
    var lab = try DrivenLab("bulkhead", ["rate.payment": 500])
    lab.go(10)
    #expect(lab.figure("busy.payment") == 20 && lab.figure("waiting.payment") == 20)
    try lab.turn("size.payment", 5)
    lab.go(0.1)
    #expect(lab.figure("busy.payment") > 5)
    try lab.turn("size.payment", 100)
    lab.go(0.1)
    #expect(lab.figure("waiting.payment") == 0 && lab.figure("busy.payment") > 25)
    #expect(lab.broken == [])
  }

  @Test func `turning a size up and down in one instant breaks no law`() throws {
    var lab = try DrivenLab("bulkhead", ["rate.payment": 500])
    lab.go(10)
    for size in [100.0, 0, 100, 20] { try lab.turn("size.payment", size) }
    lab.go(5)
    #expect(lab.broken == [])
  }

  @Test func `what is told leads back to the key that was pressed`() throws {
    var lab = try DrivenLab("bulkhead", settings: ["pools": "shared"])
    lab.go(10)
    try lab.act("vendor.dead")
    lab.go(30)
    #expect(lab.origin(of: "finds no thread")?.text == "you: vendor dead")
    #expect(lab.origin(of: "The shared pool is full")?.text == "you: vendor dead")
    #expect(lab.origin(of: "is turned away")?.text == "you: vendor dead")
    try lab.heal("vendor.dead")
    lab.go(30)
    #expect(lab.note(containing: "The shared pool has idle threads again.") != nil)
  }

  @Test func `after everything is healed every thread comes back`() throws {
    var lab = try DrivenLab("bulkhead", ["timeout": 60])
    for fault in Self.faults { try lab.act(fault) }
    lab.go(30)
    let isDrained = lab.drain()
    #expect(isDrained && lab.broken == [])
    #expect(lab.law("everyone-answered").verdict == .held && lab.law("threads-return").verdict == .held)
  }

  @Test func `a panel draws at any size, whatever goes on`() throws {
    var lab = try DrivenLab("bulkhead", settings: ["pools": "shared", "quota": "25"])
    lab.drawAtAnySize()
    for fault in Self.faults { try lab.act(fault) }
    lab.go(30)
    try lab.turn("pools", "separate")
    lab.go(1)
    lab.drawAtAnySize()
  }
}
