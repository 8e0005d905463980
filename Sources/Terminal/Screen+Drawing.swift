import CNcurses
import CTerminal
import Glibc
import Grid

extension Screen {
  /// Shows a grid: sends what differs from the one before in one write, and nothing when nothing does.
  ///
  /// Cells outside the terminal are left out; what the grid does not cover is blank.
  public func draw(_ grid: CellGrid, palette: Palette) {
    guard isOpen else { return }
    if palette != self.palette { use(palette) }
    var isChanged = needsRepaint
    if needsRepaint { clearok(squall_curscr(), true) }
    for row in 0..<rows {
      guard let range = changes(grid, row) else { continue }
      isChanged = true
      put(grid, row, range)
    }
    shown = grid
    guard isChanged else { return }
    needsRepaint = false
    wnoutrefresh(squall_stdscr())
    doupdate()
    sendFrame()
  }

  /// Takes the terminal anew and paints the last grid over whatever is on it.
  ///
  /// Another program may have changed more than the cells: a reset (RIS) leaves the alternate screen, the mouse, the
  /// colours and every other mode.
  public func repaint() {
    guard isOpen, let palette else { return }
    send(enterText)
    draw(shown, palette: palette)
  }

  /// Sends what takes the terminal, after which it shows whatever it likes.
  func send(_ text: [UInt8]) {
    _ = output.write(text, signals: signals.readEnd)
    // ncurses believes that colours and styles are as it left them; after the end of a screen it does not. It enters
    // the screen by itself then, with margins for the size in the database, which would make the terminal move the
    // wrong lines. So the terminal does not see that.
    endwin()
    doupdate()
    frame.take { _ in }
    filter?.forget()
    needsRepaint = true
  }

  /// From the first to the last changed column of a row.
  private func changes(_ grid: CellGrid, _ row: Int) -> Range<Int>? {
    if needsRepaint || grid.width != shown.width || grid.height != shown.height { return 0..<columns }
    guard row < grid.height else { return nil }
    let width = min(grid.width, columns), start = row * grid.width
    return grid.cells.withUnsafeBufferPointer { new in
      shown.cells.withUnsafeBufferPointer { old in
        var first = 0, last = width - 1
        while first < width, new[start + first] == old[start + first] { first += 1 }
        if first == width { return nil }
        while new[start + last] == old[start + last] { last -= 1 }
        return first..<last + 1
      }
    }
  }

  private func put(_ grid: CellGrid, _ row: Int, _ range: Range<Int>) {
    if line.count <= columns { line = Array(repeating: cchar_t(), count: columns + 1) }
    let inside = row < grid.height ? min(grid.width, range.upperBound) : 0, start = row * grid.width
    let isASCII = glyphs == .ascii
    // Through pointers, since every access to an array of the class is checked for exclusivity.
    looks.withUnsafeBufferPointer { looks in
      grid.cells.withUnsafeBufferPointer { cells in
        line.withUnsafeMutableBufferPointer { line in
          for column in range {
            let cell = column < inside ? cells[start + column] : .blank
            line[column - range.lowerBound] = Self.look(cell, looks, isASCII)
          }
          let at = (row: Int32(row), column: Int32(range.lowerBound))
          mvwadd_wchnstr(squall_stdscr(), at.row, at.column, line.baseAddress, Int32(range.count))
        }
      }
    }
  }

  /// What ncurses gets for a cell.
  private static func look(_ cell: Cell, _ looks: UnsafeBufferPointer<cchar_t>, _ isASCII: Bool) -> cchar_t {
    let emphasis = Int(cell.emphasis.rawValue & 3)
    // Blanks all alike, whatever their role, let ncurses erase instead of write.
    let isBlank = cell.glyph == " " && !cell.emphasis.contains(.reversed)
    var look = looks[isBlank ? 0 : 1 + Int(cell.role.rawValue) * 4 + emphasis]
    look.chars.0 = wchar_t(bitPattern: glyph(cell.glyph, isASCII).value)
    return look
  }

  /// One column wide for ncurses, or the rest of the row would shift.
  private static func glyph(_ glyph: Unicode.Scalar, _ isASCII: Bool) -> Unicode.Scalar {
    if (0x20...0x7E).contains(glyph.value) { return glyph }
    if isASCII { return asciiGlyph(for: glyph) }
    return squall_glyph_width(glyph.value) == 1 ? glyph : "?"
  }

  /// Makes a colour pair for each role, and the looks: one for blanks, then four of each role.
  private func use(_ palette: Palette) {
    self.palette = palette
    let table = ColorTable(palette, depth: depth)
    filter?.direct = table?.direct ?? []
    filter?.forget()
    var blank = Self.character(0, table == nil ? 0 : Int32(Role.text.rawValue) + 1)
    looks = [blank]
    for role in Role.allCases {
      var pair = Int32(0)
      if let table {
        // Pairs are remembered with their number in full: COLOR_PAIR keeps 8 bits only.
        let number = Int32(role.rawValue) + 1
        let foreground = Int32(table.foregrounds[Int(role.rawValue)])
        if init_extended_pair(number, foreground, Int32(table.background)) == OK { pair = number }
      }
      for emphasis in 0..<4 {
        var attributes = attr_t(0)
        if emphasis & 1 != 0 || palette[role].isBold { attributes |= squall_bold() }
        if emphasis & 2 != 0 { attributes |= squall_reverse() }
        looks.append(Self.character(attributes, pair))
      }
    }
    wbkgrndset(squall_stdscr(), &blank)
    needsRepaint = true
  }

  private static func character(_ attributes: attr_t, _ pair: Int32) -> cchar_t {
    var result = cchar_t()
    var pair = pair
    let blank: [wchar_t] = [0x20, 0]
    setcchar(&result, blank, attributes, 0, &pair)
    return result
  }

  /// One write, and where the terminal can, one moment.
  private func sendFrame() {
    var bytes: [UInt8] = []
    frame.take { drawn in
      bytes.reserveCapacity(drawn.count + 16)
      if isSynchronized { bytes += Modes.beginFrame }
      if filter?.rewrite(drawn, into: &bytes) == nil { bytes.append(contentsOf: drawn) }
      if isSynchronized { bytes += Modes.endFrame }
    }
    guard !bytes.isEmpty else { return }
    if !output.write(bytes, signals: signals.readEnd) {
      // Part of the frame is missing: the terminal shows who knows what.
      needsRepaint = true
      filter?.forget()
    }
  }
}
