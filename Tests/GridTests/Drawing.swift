import Grid
import TestSupport
import Testing

/// Draws on a fresh canvas.
func drawing(_ width: Int, _ height: Int, _ draw: (inout Canvas) -> Void) -> CellGrid {
  var canvas = Canvas(width: width, height: height)
  draw(&canvas)
  return canvas.grid
}

/// Compares a drawing with its recording, and checks that every glyph is one column wide and has an ASCII stand-in.
func expectSnapshot(
  _ name: String, _ width: Int, _ height: Int, location: SourceLocation = #_sourceLocation,
  _ draw: (inout Canvas) -> Void
) {
  let grid = drawing(width, height, draw)
  let difference = Snapshot.difference(grid, name)
  #expect(difference == nil, "\(difference ?? "")", sourceLocation: location)
  for cell in grid.cells {
    #expect(cell.glyph.isOneColumnWide, "\(cell.glyph) in \(name)", sourceLocation: location)
    let ascii = asciiGlyph(for: cell.glyph)
    #expect(ascii.isASCII && (ascii != "?" || cell.glyph == "?"), "\(cell.glyph)", sourceLocation: location)
  }
}

/// The same drawing in the ASCII that a terminal without UTF-8 shows.
func ascii(_ grid: CellGrid) -> CellGrid {
  var grid = grid
  for index in grid.cells.indices { grid.cells[index].glyph = asciiGlyph(for: grid.cells[index].glyph) }
  return grid
}

/// Compares what a terminal without UTF-8 shows of a drawing with its recording.
func expectASCIISnapshot(
  _ name: String, _ width: Int, _ height: Int, location: SourceLocation = #_sourceLocation,
  _ draw: (inout Canvas) -> Void
) {
  let plain = ascii(drawing(width, height, draw))
  expectSnapshot(name, width, height, location: location) { canvas in
    for row in 0..<height {
      for column in 0..<width { canvas.put(plain[column, row], column: column, row: row) }
    }
  }
}

/// A small generator, so that a failure comes back at every run.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
  }

  /// A number of any kind that a chart may meet.
  mutating func number() -> Double {
    switch Int.random(in: 0..<12, using: &self) {
    case 0: .nan
    case 1: .infinity
    case 2: -.infinity
    case 3: 0
    case 4: 1e300
    case 5: -1e300
    case 6: .leastNonzeroMagnitude
    default: Double.random(in: -10...100, using: &self)
    }
  }

  /// Some such numbers.
  mutating func numbers() -> [Double] { (0..<Int.random(in: 0...30, using: &self)).map { _ in number() } }

  /// A range between two numbers that are not NaN; it may be empty, huge or infinite.
  mutating func range() -> ClosedRange<Double> {
    let one = number(), other = number()
    guard one <= other || other < one else { return 0...1 }
    return min(one, other)...max(one, other)
  }

  /// A word of up to 12 scalars, some of which must not reach the screen.
  mutating func word() -> String {
    let scalars: [Unicode.Scalar] = ["a", "b", "é", " ", "\n", "\u{1B}", "字", "\u{301}", "█", "z"]
    var word = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...12, using: &self) {
      word.append(scalars.randomElement(using: &self) ?? "a")
    }
    return String(word)
  }

  /// A glyph that may not be one column wide.
  mutating func glyph() -> Unicode.Scalar {
    let glyphs: [Unicode.Scalar] = ["x", "✗", "\u{1B}", "字", "█"]
    return glyphs.randomElement(using: &self) ?? "x"
  }

  /// A small whole number.
  mutating func small(_ range: ClosedRange<Int> = 0...5) -> Int { Int.random(in: range, using: &self) }
}
