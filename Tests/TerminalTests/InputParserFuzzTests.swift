import Terminal
import Testing

/// Whatever bytes come, and however they were split.
@Suite struct InputParserFuzzTests {
  @Test(arguments: 0..<300)
  func `splitting changes nothing`(_ seed: Int) {
    var noise = Noise(seed)
    let bytes = noise.bytes()
    var whole = InputParser(), parts = InputParser()
    let expected = whole.feed(bytes, at: 0) + whole.timeout(at: 1 << 59) + whole.timeout(at: 1 << 60)
    var inputs: [Input] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = 1 + noise.below(min(5, rest.count))
      inputs += parts.feed(rest.prefix(count), at: 0)
      rest = rest.dropFirst(count)
    }
    inputs += parts.timeout(at: 1 << 59) + parts.timeout(at: 1 << 60)
    #expect(inputs == expected)
    #expect(parts.deadline == nil)
  }

  @Test(arguments: 0..<100)
  func `nothing crashes and everything ends`(_ seed: Int) {
    var noise = Noise(seed + 1000)
    var parser = InputParser(), now: UInt64 = 0
    for _ in 0..<200 {
      _ = parser.feed((0..<noise.below(40)).map { _ in UInt8(noise.below(256)) }, at: now)
      now += UInt64(noise.below(300_000_000))
      _ = parser.timeout(at: now)
    }
    // After the longest pause the next key is a key again.
    while let deadline = parser.deadline { _ = parser.timeout(at: deadline) }
    let inputs = parser.feed(Array(" q".utf8), at: now + 100_000_000_000)
    #expect(inputs.last == .key(.character("q")))
  }
}

/// Repeatable noise that likes the beginnings of sequences.
struct Noise {
  private var state: UInt64
  init(_ seed: Int) { state = UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15 }

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(1, limit)
  }

  mutating func bytes() -> [UInt8] {
    let pieces = [
      "\u{1B}", "[", "O", "A", "1;5C", "\u{1B}[<0;1;1M", "\u{1B}[M !!", "\u{1B}[200~", "\u{1B}[201~",
      "\u{1B}]11;",
      "rgb:0/0/0", "\u{07}", "\u{1B}\\", "é", "⣿", "~", "q", "\u{1B}P", "$y", "?", "2026;2",
    ]
    return (0..<60).flatMap { _ -> [UInt8] in
      below(4) == 0 ? [UInt8(below(256))] : Array(pieces[below(pieces.count)].utf8)
    }
  }
}
