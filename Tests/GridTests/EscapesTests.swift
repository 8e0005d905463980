import Grid
import Testing

/// Plays escape sequences back onto cells: the few that recordings have.
private struct Player {
  var glyphs: [[Unicode.Scalar]]
  var styles: [[String]]
  private var row = 0, column = 0, style = ""

  init(_ width: Int, _ height: Int) {
    glyphs = Array(repeating: Array(repeating: " ", count: width), count: height)
    styles = Array(repeating: Array(repeating: "", count: width), count: height)
  }

  mutating func play(_ text: String) {
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\u{1b}" else {
        glyphs[row][column] = scalar
        styles[row][column] = style
        column += 1
        continue
      }
      rest.removeFirst()
      let parameters = String(String.UnicodeScalarView(rest.prefix { !$0.properties.isAlphabetic }))
      rest = rest.dropFirst(parameters.unicodeScalars.count)
      switch rest.removeFirst() {
      case "H":
        let place = parameters.split(separator: ";").map { Int($0)! - 1 }
        (row, column) = (place[0], place[1])
      case "m": style = parameters
      case "J": self = Player(glyphs[0].count, glyphs.count).with(style)
      default: Issue.record("unknown sequence")
      }
    }
  }

  private func with(_ style: String) -> Player {
    var player = self
    player.style = style
    player.styles = styles.map { $0.map { _ in style } }
    return player
  }
}

@Suite("Escape sequences") struct EscapesTests {
  private static let palette = Palette(
    foreground: Color(200, 200, 200), background: Color(1, 2, 3),
    styles: [.good: .init(Color(0, 255, 0)), .bad: .init(Color(255, 0, 0), isBold: true)])

  private func random(_ dice: inout Dice) -> CellGrid {
    var grid = CellGrid(width: 7, height: 3)
    for index in grid.cells.indices {
      grid.cells[index] = Cell(
        ["a", "█", " ", "─"].randomElement(using: &dice)!,
        [Role.text, .good, .bad].randomElement(using: &dice)!,
        Emphasis(rawValue: UInt8.random(in: 0...3, using: &dice)))
    }
    return grid
  }

  @Test func `frame after frame, a terminal shows what the cells are`() {
    var dice = Dice(state: 7)
    var player = Player(7, 3), shown: CellGrid?
    for _ in 0..<200 {
      var grid = random(&dice)
      // Mostly small changes, as on a screen.
      if let shown, Bool.random(using: &dice) {
        let changed = grid.cells[4]
        grid = shown
        grid.cells[Int.random(in: 0..<21, using: &dice)] = changed
      }
      player.play(grid.escapes(from: shown, palette: Self.palette))
      // What a whole new screen would show, which is the simplest way to say it.
      var fresh = Player(7, 3)
      fresh.play(grid.escapes(from: nil, palette: Self.palette))
      #expect(player.glyphs == fresh.glyphs && player.styles == fresh.styles)
      #expect(
        player.glyphs.map { String(String.UnicodeScalarView($0)) }
          == (0..<3).map { row in String(String.UnicodeScalarView((0..<7).map { grid[$0, row].glyph })) })
      shown = grid
    }
  }

  @Test func `colours and emphasis are the palette's`() {
    var grid = CellGrid(width: 2, height: 1)
    grid[0, 0] = Cell("x", .bad)
    grid[1, 0] = Cell("y", .good, .reversed)
    #expect(
      grid.escapes(from: CellGrid(width: 2, height: 1), palette: Self.palette)
        == "\u{1b}[1;1H\u{1b}[0;1;38;2;255;0;0;48;2;1;2;3mx\u{1b}[0;7;38;2;0;255;0;48;2;1;2;3my")
  }

  @Test func `nothing new takes nothing`() {
    let grid = CellGrid(width: 5, height: 5)
    #expect(grid.escapes(from: grid, palette: Self.palette).isEmpty)
    #expect(CellGrid(width: 0, height: 0).escapes(from: nil, palette: Self.palette).isEmpty)
  }
}
