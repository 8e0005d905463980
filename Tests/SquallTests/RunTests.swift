import Foundation
import Testing

@Suite(.enabled(if: Binary.isBuilt)) struct RunTests {
  private func json(_ arguments: String...) throws -> [String: Any] {
    let found = try Binary.run(["run", "shop", "--format", "json"] + arguments)
    #expect(found.code == 0)
    #expect(found.error.isEmpty, "no progress where nobody looks")
    return try #require(try JSONSerialization.jsonObject(with: Data(found.output.utf8)) as? [String: Any])
  }

  @Test func `two processes give the same digest`() throws {
    let options = ["run", "shop", "--for", "20s", "--at", "5s:payment.down", "--at", "10s:heal:all"]
    let first = try Binary.run(options), second = try Binary.run(options)
    #expect(first.code == 0)
    #expect(first.output == second.output)
    #expect(first.output.contains("digest  "))
    #expect(try Binary.run(options + ["--seed", "2"]).output != first.output)
    #expect(try Binary.run(options + ["--seed", "0x1"]).output == first.output, "the seed is 1 unless said otherwise")
  }

  /// Compares digits: what Foundation's parser makes of them differs in the last bit.
  @Test func `CSV and JSON carry the same figures`() throws {
    let options = ["--for", "10s", "--set", "traffic=1500"]
    let text = try Binary.run(["run", "shop", "--format", "json"] + options).output
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let meters = try #require(json?["meters"] as? [String: [String: Any]])
    let csv = try Binary.run(["run", "shop", "--format", "csv"] + options).output
    let rows = csv.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows.first == ["meter", "statistic", "value"])
    for row in rows.dropFirst() {
      #expect(meters[row[0]]?[row[1]] is NSNumber, "\(row)")
      let meter = try #require(text.range(of: "\"\(row[0])\": {"))
      let digits = text[meter.upperBound...].prefix { $0 != "}" } + ","
      #expect(digits.contains("\"\(row[1])\": \(row[2]),"), "\(row)")
    }
    #expect(meters.values.reduce(0) { $0 + $1.count - 2 } == rows.count - 1)
    for name in [
      "offered.p0", "admitted.p1", "shed.p2", "served.p0", "orders.confirmed", "queue.lag", "counter.value",
    ] {
      #expect(meters[name] != nil, "\(name)")
    }
  }

  @Test func `notes come on request`() throws {
    #expect(try json("--for", "5s")["notes"] == nil)
    #expect(try json("--for", "5s", "--at", "1s:order", "--notes")["notes"] as? [Any] != nil)
    let few = try #require(try json("--for", "5s", "--at", "1s:order", "--notes=headline")["notes"] as? [[String: Any]])
    #expect(few.allSatisfy { $0["level"] as? String == "headline" })
    #expect(few.contains { $0["input"] as? Bool == true })
  }

  @Test func `later settings win`() throws {
    let twice = try Binary.run("run", "shop", "--for", "2s", "--set", "traffic=100", "--set", "traffic=900").output
    let once = try Binary.run("run", "shop", "--for", "2s", "--set", "traffic=900").output
    #expect(twice == once)
  }

  @Test func `a check says what it found`() throws {
    let one = try Binary.run("check", "shop", "--seeds", "3", "--for", "20s", "--jobs", "1")
    let two = try Binary.run("check", "shop", "--seeds", "3", "--for", "20s", "--jobs", "2")
    #expect(one.output == two.output)
    #expect(one.output.hasPrefix("shop: 3 runs, seeds 1 to 3, 20s of chance each, "))
    #expect(one.error.isEmpty)
    // In so few runs hardly every law is reached; whether it was is what the code says.
    #expect(one.code == (one.output.contains("\n! ") ? 1 : 0))
  }

  @Test func `a long run shows its progress on a terminal and erases it`() throws {
    var control: Int32 = 0, terminal: Int32 = 0
    try #require(openpty(&control, &terminal, nil, nil, nil) == 0)
    let process = Process()
    process.executableURL = Binary.url
    process.arguments = ["run", "shop", "--for", "30m", "--set", "traffic=3000"]
    process.standardOutput = FileHandle.nullDevice
    // Closed once and here: closed twice, it would be somebody else's file by then.
    process.standardError = FileHandle(fileDescriptor: terminal, closeOnDealloc: false)
    try process.run()
    close(terminal)
    var bytes: [UInt8] = [], buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(control, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    process.waitUntilExit()
    close(control)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(process.terminationStatus == 0)
    #expect(text.hasPrefix("\rshop: "))
    #expect(text.contains(" of 1800s"))
    #expect(text.hasSuffix(" \r"), "nothing is left of it")
    #expect(!text.contains("\n"))
  }
}
