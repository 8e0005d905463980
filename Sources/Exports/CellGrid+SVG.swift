import Grid

/// A screen as a picture that any browser shows and that stays sharp in print: SVG 1.1, text as text.
extension CellGrid {
  private static let cell = (width: 9, height: 18, baseline: 14)

  /// The whole picture. Complexity: O(cells).
  public func svg(palette: Palette) -> String {
    let (columns, rows) = (CellGrid.cell.width * width, CellGrid.cell.height * height)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(columns) \(rows)\" "
        + "font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"15\">",
      "<rect width=\"\(columns)\" height=\"\(rows)\" fill=\"\(palette.background.hexadecimal)\"/>",
    ]
    for row in 0..<height {
      for run in runs(ofRow: row) { lines += run.lines(row: row, palette) }
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// Neighbouring cells that look alike.
  private struct Run {
    let column: Int
    let role: Role, emphasis: Emphasis
    var text = String.UnicodeScalarView()

    /// The length is said as well: whatever the font's widths are, columns stand below each other.
    func lines(row: Int, _ palette: Palette) -> [String] {
      let (left, top) = (column * cell.width, row * cell.height)
      let length = text.count * cell.width
      let colour = palette[role].foreground.hexadecimal
      var lines: [String] = []
      if emphasis.contains(.reversed) {
        lines.append(
          "<rect x=\"\(left)\" y=\"\(top)\" width=\"\(length)\" height=\"\(cell.height)\" fill=\"\(colour)\"/>"
        )
      }
      guard text.contains(where: { $0 != " " }) else { return lines }
      let ink = emphasis.contains(.reversed) ? palette.background.hexadecimal : colour
      let weight = palette[role].isBold || emphasis.contains(.bold) ? " font-weight=\"bold\"" : ""
      lines.append(
        "<text x=\"\(left)\" y=\"\(top + cell.baseline)\" textLength=\"\(length)\" "
          + "lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\" fill=\"\(ink)\"\(weight)>\(escaped)</text>"
      )
      return lines
    }

    private var escaped: String {
      text.reduce(into: "") { escaped, scalar in
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        default: escaped.unicodeScalars.append(scalar)
        }
      }
    }
  }

  private func runs(ofRow row: Int) -> [Run] {
    var runs: [Run] = []
    for column in 0..<width {
      let cell = self[column, row]
      if runs.last?.role != cell.role || runs.last?.emphasis != cell.emphasis {
        runs.append(Run(column: column, role: cell.role, emphasis: cell.emphasis))
      }
      runs[runs.count - 1].text.append(cell.glyph)
    }
    return runs
  }
}

extension Color {
  /// The colour as `#rrggbb`.
  fileprivate var hexadecimal: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
