import Dashboard
import Engine
import LabKit
import Labs
import Terminal

/// What a terminal may send, at random: whole or in pieces, with pauses in between; and which keys were really pressed.
struct FuzzTokens {
  /// Some bytes, and how long nothing follows them, in nanoseconds.
  struct Piece {
    let bytes: [UInt8]
    let pause: UInt64
  }

  /// Something that happens at the terminal.
  enum Token {
    case bytes([Piece])
    case resize(columns: Int, rows: Int)
    /// Nothing, for so many nanoseconds.
    case idle(UInt64)
  }

  private var random: Random
  /// Keys that belong together and are still to be pressed, such as a command of the palette.
  private var script: [Key] = []
  /// Every key that was pressed, in order.
  private(set) var pressed: [Key] = []

  init(seed: UInt64) { random = Random(seed: seed) }

  /// What happens next while this lab is open.
  mutating func next(in lab: LabEntry) -> Token {
    if !script.isEmpty { return press(script.removeFirst()) }
    switch random.below(32) {
    case 0: return .resize(columns: 1 + random.below(240), rows: 1 + random.below(70))
    case 1: return .resize(columns: random.below(2) == 0 ? 80 : 200, rows: random.below(2) == 0 ? 24 : 50)
    case 2: return .idle(UInt64(random.below(400)) * FuzzTokens.millisecond)
    case 3, 4, 5, 6: return .bytes(inPieces(Self.mouse))
    case 7: return .bytes(inPieces(Self.paste))
    case 8: return .bytes(inPieces(Self.reply))
    case 9: return .bytes([Piece(bytes: noise, pause: pause)])
    case 10, 11, 12:
      script = commands(lab)
      return next(in: lab)
    default: return press(key(lab))
    }
  }
}

// Keys.
extension FuzzTokens {
  private mutating func press(_ key: Key) -> Token {
    pressed.append(key)
    let bytes = Self.bytes(of: key)
    // Escape and a key soon behind it may be a key with Alt, or an arrow over a slow line.
    if key == .escape { return .bytes([Piece(bytes: bytes, pause: InputParser.sequenceDelay)]) }
    return .bytes(inPieces { _ in bytes })
  }

  private mutating func key(_ lab: LabEntry) -> Key {
    switch random.below(8) {
    case 0: return one(of: Self.named)
    case 1, 2, 3: return one(of: Self.ofEveryLab)
    case 4, 5: return .character(one(of: lab.actions.map(\.declaration.key) + ["p"]))
    case 6: return one(of: [.character("]"), .character("["), .character("<"), .character(">"), .enter])
    default: return .character(one(of: Array("abcdefghijklmnoprstuvwxyz0123456789 =.-é漢\u{1F600}")))
    }
  }

  private static let named: [Key] = [
    .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .tab, .backTab, .enter, .escape, .backspace,
    .insert, .delete, .control("l"), .control("u"), .function(1), .function(4), .function(5), .function(12),
  ]

  /// All that the dashboard knows, but for what ends it.
  private static let ofEveryLab: [Key] = KeyMap.bindings.filter { $0.command != .quit }.flatMap(\.keys)
    .compactMap { if case .character(let character) = $0 { .character(character) } else { nil } }

  /// Keys of which each makes sense behind the one before: restarts, labs, branches, twins, the palette.
  private mutating func commands(_ lab: LabEntry) -> [Key] {
    let fault = lab.actions.first { $0.declaration.kind == .fault }?.declaration.key ?? "p"
    switch random.below(12) {
    case 0: return palette("open lab " + one(of: FuzzDesk.labs).title)
    case 1: return palette("story: " + one(of: ["storm", "slow", "lost", "saga", "lag", "split"]))
    case 2: return typed(" <\(fault)Rsj") + [.enter]
    case 3: return typed("<\(fault)<\(fault)s") + [.down, .down, random.below(2) == 0 ? .enter : .character("t")]
    case 4: return typed("t") + Array(repeating: .down, count: random.below(12)) + [.right, .enter]
    case 5: return typed("t") + [random.below(2) == 0 ? .enter : .down, .enter]
    case 6: return typed("b" + one(of: ["", "here", "now and then"])) + [.enter]
    case 7: return typed(one(of: ["R", "N"]) + one(of: ["D", "s", "n", "\(fault)", "]"])) + [.enter]
    case 8: return palette(lab.knobs.isEmpty ? "help" : "\(one(of: lab.knobs).key) \(random.below(2000))")
    case 9: return palette(one(of: ["theme", "laws", "expectations", "zzz", "compare", "panel", "speed"]))
    case 10: return Array(repeating: .character(one(of: ["]", "[", "<", ">", "}", "{"])), count: 60)
    default: return typed("n") + [.tab, .tab, .up, .enter, .escape, .character("g")]
    }
  }

  private func palette(_ text: String) -> [Key] { typed(":" + text) + [.enter] }

  private func typed(_ text: String) -> [Key] { text.map { .character($0) } }

  private static func bytes(of key: Key) -> [UInt8] {
    switch key {
    case .character(let character): Array(String(character).utf8)
    case .control(let character): [UInt8(character.asciiValue! & 0x1F)]
    case .enter: [13]
    case .tab: [9]
    case .backspace: [127]
    case .escape: [27]
    case .up: Array("\u{1B}[A".utf8)
    case .down: Array("\u{1B}OB".utf8)
    case .right: Array("\u{1B}[C".utf8)
    case .left: Array("\u{1B}[D".utf8)
    case .home: Array("\u{1B}[H".utf8)
    case .end: Array("\u{1B}[4~".utf8)
    case .pageUp: Array("\u{1B}[5~".utf8)
    case .pageDown: Array("\u{1B}[6~".utf8)
    case .backTab: Array("\u{1B}[Z".utf8)
    case .insert: Array("\u{1B}[2~".utf8)
    case .delete: Array("\u{1B}[3~".utf8)
    case .function(1): Array("\u{1B}OP".utf8)
    case .function(4): Array("\u{1B}[14~".utf8)
    case .function(5): Array("\u{1B}[15~".utf8)
    case .function: Array("\u{1B}[24~".utf8)
    }
  }
}

// What nobody pressed.
extension FuzzTokens {
  private static func mouse(_ random: inout Random) -> [UInt8] {
    let button = [0, 0, 0, 32, 32, 64, 65, 1, 2, 34][random.below(10)]
    let (column, row) = (1 + random.below(210), 1 + random.below(60))
    if random.below(8) == 0 {
      return Array("\u{1B}[M".utf8) + [UInt8(32 + button), UInt8(32 + column % 90), UInt8(32 + row)]
    }
    return Array("\u{1B}[<\(button);\(column);\(row)\(random.below(3) == 0 ? "m" : "M")".utf8)
  }

  private static func paste(_ random: inout Random) -> [UInt8] {
    let words = ["rm -rf /", "pppp333", "q", "R\n", ":open lab", "\u{1B}[A", "]", "漢字", "\u{3}"]
    let text = (0..<random.below(6)).map { _ in words[random.below(words.count)] }.joined()
    return Array("\u{1B}[200~\(text)\u{1B}[201~".utf8)
  }

  private static func reply(_ random: inout Random) -> [UInt8] {
    let replies = [
      "[?2026;2$y", "[?62;22c", "]11;rgb:1e1e/2020/2828\u{1B}\\", "]11;rgb:ffff/ffff/ffff\u{7}", "[12;40R",
      "[>41;354;0c", "P>|XTerm(367)\u{1B}\\", "_Gi=31;OK\u{1B}\\", "[I", "[O",
    ]
    return Array("\u{1B}\(replies[random.below(replies.count)])".utf8)
  }

  /// Bytes that are no key by themselves.
  private var noise: [UInt8] {
    mutating get { one(of: [[0x80], [0x85], [0xC0], [0xFF, 0xFE], [0xE2, 0x82], [0xF0, 0x9F], [0xA0, 0xBF]]) }
  }

  private mutating func one<Element>(of all: [Element]) -> Element { all[random.below(all.count)] }

  /// How long nothing comes: mostly no time at all, sometimes as long as a slow line makes it.
  private var pause: UInt64 {
    mutating get { one(of: [0, 0, 0, 1, 24, 26, 60, 240, 260, 1900, 2100]) * FuzzTokens.millisecond }
  }

  private static let millisecond: UInt64 = 1_000_000

  /// The bytes as they may come in: mostly at once.
  ///
  /// An ESC that comes by itself acts as Escape. So that what follows can be told from typing it comes within the time
  /// that the parser allows for it then.
  private mutating func inPieces(_ bytes: (inout Random) -> [UInt8]) -> [Piece] {
    let bytes = bytes(&random)
    guard random.below(4) == 0 else { return [Piece(bytes: bytes, pause: random.below(4) == 0 ? pause : 0)] }
    var pieces: [Piece] = [], rest = bytes[...]
    var hasActed = false
    while !rest.isEmpty {
      let piece = Array(rest.prefix(1 + random.below(rest.count)))
      rest = rest.dropFirst(piece.count)
      var pause = pause
      let isFirst = pieces.isEmpty, endsWithEscape = piece.last == 0x1B
      if endsWithEscape, !isFirst { pause = min(pause, 24 * FuzzTokens.millisecond) }
      if hasActed, pieces.count < 6, !rest.isEmpty { pause = min(pause, 40 * FuzzTokens.millisecond) }
      hasActed = hasActed || (isFirst && endsWithEscape && pause >= InputParser.escapeDelay)
      pieces.append(Piece(bytes: piece, pause: pause))
    }
    return pieces
  }
}
