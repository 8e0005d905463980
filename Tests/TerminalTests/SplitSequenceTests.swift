import Terminal
import Testing

/// Sequences whose parts come late, as over a slow line: they end as what they began as, or are swallowed.
@Suite struct SplitSequenceTests {
  /// One or more of every kind, as they are with seven bits.
  static let sequences = [
    "\u{1B}[A", "\u{1B}[1;5C", "\u{1B}[15~", "\u{1B}[[A", "\u{1B}[27;2;13~", "\u{1B}[I", "\u{1B}[24;80R",
    "\u{1B}OP", "\u{1B}OM", "\u{1B}O2P", "\u{1B}[<0;13;4M", "\u{1B}[<35;7;7m", "\u{1B}[M [q",
    "\u{1B}[?2026;2$y", "\u{1B}[?62;22c", "\u{1B}[>1;4600;0c",
    "\u{1B}]11;rgb:ffff/8080/0000\u{1B}\\", "\u{1B}]11;rgb:f/8/0\u{07}", "\u{1B}]52;c;cXE=\u{07}",
    "\u{1B}P>|XTerm(390)\u{1B}\\", "\u{1B}P1$r0 q\u{1B}\\", "\u{1B}_Gi=1;OK\u{1B}\\", "\u{1B}^pq\u{1B}\\",
    "\u{1B}Xpqé\u{1B}\\", "\u{1B}[200~qp \u{1B}[A ě201~ q\r\u{1B}[201~",
  ].flatMap { text in [text.utf8.map { $0 }, eightBits(text, utf8: false), eightBits(text, utf8: true)] }

  /// The same with the controls of the C1 set, raw or encoded.
  private static func eightBits(_ text: String, utf8: Bool) -> [UInt8] {
    var bytes: [UInt8] = [], rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == 0x1B, let next = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      bytes += (utf8 ? [0xC2] : []) + [next + 0x40]
    }
    return bytes
  }

  static let milliseconds: [UInt64] = [0, 20, 30, 300, 3_000, 20_000]

  @Test(arguments: sequences) func `split in two anywhere, with any pause`(_ bytes: [UInt8]) {
    for at in 1..<bytes.count {
      for pause in Self.milliseconds {
        expectWhole(bytes, [(Array(bytes[..<at]), 1_000), (Array(bytes[at...]), pause)])
      }
    }
  }

  @Test(arguments: sequences) func `byte by byte`(_ bytes: [UInt8]) {
    for pause in Self.milliseconds where pause <= 300 {
      expectWhole(bytes, bytes.map { ([$0], pause) })
    }
  }

  @Test(arguments: 0..<2_000) func `in any parts with any pauses`(_ seed: Int) {
    var noise = Noise(seed)
    let bytes = Self.sequences[noise.below(Self.sequences.count)]
    var parts: [([UInt8], UInt64)] = [], rest = bytes[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(1 + noise.below(4)))
      rest = rest.dropFirst(part.count)
      // ESC and its introducer apart, each by itself, are told from typing only while they come quickly.
      let isInDoubt = bytes[0] == 0x1B && parts.count < 4 && parts.allSatisfy { $0.0.count == 1 }
      parts.append((part, Self.milliseconds[noise.below(isInDoubt ? 4 : 6)]))
    }
    expectWhole(bytes, parts)
  }

  /// Compares with what the sequence is when it comes at once, but for an Escape that could not wait.
  private func expectWhole(
    _ bytes: [UInt8], _ parts: [([UInt8], UInt64)], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var atOnce = SlowLine(), slow = SlowLine()
    atOnce.send(bytes)
    atOnce.rest()
    for (part, pause) in parts { slow.send(part, afterMilliseconds: pause) }
    slow.rest()
    var inputs = slow.inputs
    if inputs.first == .key(.escape), atOnce.inputs.first != .key(.escape) { inputs.removeFirst() }
    #expect(inputs == atOnce.inputs, "\(parts)", sourceLocation: sourceLocation)
    slow.send([0x7A])
    #expect(slow.inputs.last == .key(.character("z")), "\(parts)", sourceLocation: sourceLocation)
  }

  @Test(arguments: ["[", "]", "P", "O", "[[[", "]]", "]1", "[h", "PP", "X", "_q"])
  func `typed after Escape, keys are keys`(_ text: String) {
    for first in [100, 500, 5_000, 40_000] as [UInt64] {
      var line = SlowLine()
      line.send([0x1B])
      for (index, byte) in text.utf8.enumerated() {
        line.send([byte], afterMilliseconds: index == 0 ? first : 450)
      }
      line.rest()
      #expect(line.inputs == [.key(.escape)] + text.map { .key(.character($0)) })
    }
  }

  @Test func `a key that was held back is not held for long`() {
    for (distance, hold) in [(300, 400), (500, 50), (31_000, 0)] as [(UInt64, UInt64)] {
      var line = SlowLine()
      line.send([0x1B])
      line.send(Array("]".utf8), afterMilliseconds: distance)
      #expect(line.parser.deadline ?? line.now == line.now + hold * 1_000_000)
    }
  }

  @Test(arguments: ["\u{1B}[1", "\u{1B}O", "\u{1B}[M ", "\u{1B}]11;q", "\u{1B}X", "\u{1B}P1", "\u{9B}", "\u{1B}("])
  func `what never ends is left by Escape`(_ text: String) {
    var line = SlowLine()
    line.send(Array(text.utf8))
    line.send([0x1B], afterMilliseconds: 5_000)
    line.send(Array("q".utf8), afterMilliseconds: 1_000)
    #expect(line.inputs.last == .key(.character("q")))
    #expect(!line.inputs.dropLast().contains { if case .key(.character, _) = $0 { true } else { false } })
  }

  @Test func `a paste that never ends is left by Escape twice, and not by a text with escapes`() {
    var line = SlowLine()
    line.send(Array("\u{1B}[200~q".utf8))
    line.send(Array("q\u{1B}".utf8), afterMilliseconds: 3_000)
    line.send(Array("q".utf8), afterMilliseconds: 3_000)
    line.send([0x1B], afterMilliseconds: 3_000)
    #expect(line.inputs == [])
    line.send([0x1B], afterMilliseconds: 3_000)
    line.send(Array("q".utf8), afterMilliseconds: 3_000)
    #expect(line.inputs == [.pasteIgnored, .key(.character("q"))])
  }

  @Test func `whatever was begun is over in the end`() {
    for bytes in Self.sequences {
      for count in 1..<bytes.count {
        var line = SlowLine()
        line.send(Array(bytes[..<count]))
        line.rest()
        line.send(Array("z".utf8), afterMilliseconds: 1)
        #expect(line.inputs.last == .key(.character("z")), "\(bytes) \(count)")
      }
    }
  }
}

/// A parser and a clock, used as the event loop uses them.
private struct SlowLine {
  var parser = InputParser()
  var now: UInt64 = 1_000_000_000
  var inputs: [Input] = []

  /// Bytes that arrive together.
  mutating func send(_ bytes: [UInt8], afterMilliseconds pause: UInt64 = 0) {
    wait(until: now + pause * 1_000_000)
    inputs += parser.feed(bytes, at: now)
  }

  /// Nothing arrives any more.
  mutating func rest() { wait(until: now + 100_000_000_000) }

  private mutating func wait(until end: UInt64) {
    while let deadline = parser.deadline, deadline < end { inputs += parser.timeout(at: deadline) }
    now = end
  }
}
