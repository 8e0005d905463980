import Grid

/// The colour indices that a palette comes down to at one depth.
package struct ColorTable: Equatable {
  /// The index behind every cell.
  package let background: Int
  /// The index of each role's glyphs, by raw value.
  package let foregrounds: [Int]
  /// With 24 bits: the colours that the indices from 16 stand for; empty otherwise.
  package let direct: [Color]

  /// The indices for a palette, or nil when there are no colours.
  package init?(_ palette: Palette, depth: ColorDepth) {
    let wanted = Role.allCases.map { palette[$0].foreground }
    switch depth {
    case .none: return nil
    case .truecolor:
      // ncurses counts colours: each gets an index, which `StyleFilter` replaces in the output.
      var colors: [Color] = []
      func slot(_ color: Color) -> Int {
        if let known = colors.firstIndex(of: color) { return 16 + known }
        colors.append(color)
        return 15 + colors.count
      }
      background = slot(palette.background)
      foregrounds = wanted.map(slot)
      direct = colors
    case .indexed(let count):
      let behind = XtermColors.nearest(palette.background, of: count)
      // What falls together with the background would vanish: that takes the text colour, or black or white.
      let text = XtermColors.nearest(palette.foreground, of: count)
      let visible = text != behind ? text : palette.background.isLight ? (count < 256 ? 0 : 16) : (count < 16 ? 7 : 15)
      background = behind
      foregrounds = wanted.map {
        let index = XtermColors.nearest($0, of: count)
        let readable = palette.background.isLight && count < 256 ? XtermColors.onLight(index) : index
        return readable == behind ? visible : readable
      }
      direct = []
    }
  }
}

extension Color {
  /// Whether black shows better on it than white: the weights are those of Rec. 709.
  public var isLight: Bool { 2126 * Int(red) + 7152 * Int(green) + 722 * Int(blue) > 10_000 * 127 }
}
