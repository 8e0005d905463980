import Dashboard
import Engine
import Foundation
import Grid
import LabKit
import Labs
import Terminal
import Testing

/// Whatever a terminal may send, in whatever pieces, in every lab: no crash, no second in which nothing is answered, and
/// no key that nobody pressed.
///
/// `SQUALL_FUZZ_SEED` and `SQUALL_FUZZ_TOKENS` say where chance begins and how much comes; with a seed each stretch says
/// its own seed on standard error before it begins, by which it alone can be run again.
@Suite("Anything that a terminal may send")
struct FuzzTests {
  private static let tokensPerStretch = 1000
  private static let environment = ProcessInfo.processInfo.environment
  private static let givenSeed = environment["SQUALL_FUZZ_SEED"].flatMap { UInt64($0) }
  private static let seeds: [UInt64] = {
    let tokens = environment["SQUALL_FUZZ_TOKENS"].flatMap { Int($0) } ?? 50_000
    return (0..<max(1, tokens / tokensPerStretch)).map { (givenSeed ?? 1) &+ UInt64($0) }
  }()
  /// For hang detection; debug builds are fifteen times slower.
  private static let mostSeconds = _isDebugAssertConfiguration() ? 15.0 : 1.0

  @Test(arguments: seeds) func `nothing breaks`(seed: UInt64) throws {
    if Self.givenSeed != nil { FileHandle.standardError.write(Data("fuzz: seed \(seed)\n".utf8)) }
    let stopwatch = Stopwatch()
    var stretch = try Stretch(seed: seed, stopwatch)
    for number in 0..<Self.tokensPerStretch {
      try stretch.take()
      if let fault = stretch.fault() {
        Issue.record("seed \(seed), token \(number): \(fault)")
        return
      }
    }
    #expect(stopwatch.longest.seconds < Self.mostSeconds, "seed \(seed): \(stopwatch.longest.what)")
    let isPaused = stretch.desk.pauses()
    #expect(isPaused, "seed \(seed): a pause waits")
  }
}

extension FuzzTests {
  /// Otherwise a change of a key could make all of it press nothing but keys without a meaning.
  @Test func `the dice come to all that may break`() throws {
    var reached: Set<Stretch.Place> = []
    for seed in 1...20 as ClosedRange<UInt64> where reached != Set(Stretch.Place.allCases) {
      var stretch = try Stretch(seed: seed, Stopwatch())
      for _ in 0..<Self.tokensPerStretch {
        try stretch.take()
        reached.formUnion(stretch.places)
      }
    }
    #expect(reached == Set(Stretch.Place.allCases))
  }
}

/// One dashboard after the other, with what comes in.
private struct Stretch {
  private let lab: LabEntry, seed: UInt64
  private let stopwatch: Stopwatch
  private var tokens: FuzzTokens
  private var random: Random
  private(set) var desk: FuzzDesk
  /// How many of the pressed keys are behind those that arrived.
  private var behind = 0
  private var unpressed: Key?
  /// The screen before.
  private var drawing: Drawing?

  init(seed: UInt64, _ stopwatch: Stopwatch) throws {
    (self.seed, self.stopwatch) = (seed, stopwatch)
    lab = FuzzDesk.labs[Int(seed % UInt64(FuzzDesk.labs.count))]
    tokens = FuzzTokens(seed: seed)
    random = Random(seed: seed &+ 2)
    desk = try FuzzDesk(lab, seed: seed, stopwatch: stopwatch)
  }

  mutating func take() throws {
    switch tokens.next(in: desk.loop.state.entry) {
    case .bytes(let pieces):
      for piece in pieces {
        desk.feed(piece.bytes)
        desk.wait(piece.pause)
      }
    case .resize(let columns, let rows): desk.resize(columns: columns, rows: rows)
    case .idle(let nanoseconds): desk.wait(nanoseconds)
    }
    for case .key(let key, let modifiers) in desk.takeInputs() where !modifiers.contains(.alt) {
      arrived(key)
    }
    if random.below(3) == 0 { desk.work(looks: random.below(8)) }
    // A click on the word that says so ends it, too.
    if desk.loop.hasEnded { desk = try FuzzDesk(lab, seed: seed, stopwatch: stopwatch) }
  }

  /// Keys may be lost, as one with Alt is; but what arrives was pressed, in this order.
  private mutating func arrived(_ key: Key) {
    // An ESC that comes by itself is Escape, whatever it was the beginning of.
    if key == .escape { return }
    // What bytes that are no text make up together does nothing anywhere.
    if case .character(let character) = key, !character.isASCII { return }
    if let found = tokens.pressed[behind...].firstIndex(of: key) {
      behind = found + 1
    } else {
      unpressed = unpressed ?? key
    }
  }

  /// Where something may go wrong.
  enum Place: CaseIterable {
    case anotherRun, anotherLab, story, branches, bookmarks, twin, past, palette, menu, notes, zoom, givenUp
  }

  /// Where it is now.
  var places: Set<Place> {
    let state = desk.loop.state, map = state.map
    let all: [(place: Place, isHere: Bool)] = [
      (.anotherRun, state.run > 2), (.anotherLab, state.entry.id != lab.id), (.story, state.storyline != nil),
      (.branches, (map?.branches.count ?? 0) > 3), (.bookmarks, map?.bookmarks.isEmpty == false),
      (.twin, state.twin != nil), (.past, map?.isInPast == true),
      (.palette, state.overlay.isPalette),
      (.menu, state.overlay.isMenu),
      (.notes, state.overlay.isNotes), (.zoom, state.isZoomed),
      (.givenUp, state.notice?.text.hasPrefix("given up") == true),
    ]
    return Set(all.filter(\.isHere).map(\.place))
  }

  /// What is wrong; nil when nothing is.
  mutating func fault() -> String? {
    if let unpressed { return "nobody pressed \(unpressed)" }
    guard random.below(3) == 0 else { return nil }
    let state = desk.loop.state
    let drawing = Drawing(state, after: drawing), screen = drawing.grid
    self.drawing = drawing
    stopwatch.lap("drawing \(state.width) by \(state.height)")
    guard screen.width == state.width, screen.height == state.height, screen.cells.count == state.width * state.height
    else { return "drawn at another size" }
    guard screen == view(state) else { return "what was taken over from the screen before has changed" }
    guard state.entry.panels.indices.contains(state.focusedPanel), state.entry.knobs.indices.contains(state.focusedKnob)
    else { return "focus on what there is not" }
    guard
      state.entry.knobs.indices.allSatisfy({ state.entry.knobs[$0].range.contains(state.value(ofKnob: $0)) })
    else { return "a knob beyond its range" }
    guard random.below(20) > 0 || screen.cells.allSatisfy(\.glyph.isOneColumnWide) else {
      return "a glyph that takes more than its cell"
    }
    return nil
  }
}

extension Overlay {
  fileprivate var isPalette: Bool { if case .palette = self { true } else { false } }
  fileprivate var isMenu: Bool { if case .menu = self { true } else { false } }
  fileprivate var isNotes: Bool { if case .notes = self { true } else { false } }
}
