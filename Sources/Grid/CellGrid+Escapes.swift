extension CellGrid {
  /// What a terminal with 24-bit colours must be sent so that it shows these cells, where it shows others or, with nil,
  /// nobody knows what; empty when nothing changed.
  ///
  /// By ECMA-48: cursor positions and renditions. Complexity: O(cells).
  public func escapes(from shown: CellGrid?, palette: Palette) -> String {
    let isNew = shown?.width != width || shown?.height != height
    var text = "", style: Style?
    for row in 0..<height {
      var column = 0
      while column < width {
        guard isNew || shown?[column, row] != self[column, row] else {
          column += 1
          continue
        }
        text += "\u{1b}[\(row + 1);\(column + 1)H"
        while column < width, isNew || shown?[column, row] != self[column, row] {
          let next = Style(self[column, row], palette)
          if next != style { text += next.escape(palette) }
          style = next
          text.unicodeScalars.append(self[column, row].glyph)
          column += 1
        }
      }
    }
    if text.isEmpty { return "" }
    return (isNew ? Style(.blank, palette).escape(palette) + "\u{1b}[2J" : "") + text
  }

  private struct Style: Equatable {
    let foreground: Color
    let isBold: Bool, isReversed: Bool

    init(_ cell: Cell, _ palette: Palette) {
      foreground = palette[cell.role].foreground
      isBold = cell.emphasis.contains(.bold) || palette[cell.role].isBold
      isReversed = cell.emphasis.contains(.reversed)
    }

    /// Everything anew: what was set before does not matter.
    func escape(_ palette: Palette) -> String {
      let behind = palette.background
      return "\u{1b}[0\(isBold ? ";1" : "")\(isReversed ? ";7" : "")"
        + ";38;2;\(foreground.red);\(foreground.green);\(foreground.blue)"
        + ";48;2;\(behind.red);\(behind.green);\(behind.blue)m"
    }
  }
}
