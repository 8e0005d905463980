import Grid

/// The palette of xterm, which every terminal with indexed colours has or comes close to.
package enum XtermColors {
  /// The sixteen that users redefine; these are xterm's own values.
  private static let named: [Color] = [
    Color(0, 0, 0), Color(205, 0, 0), Color(0, 205, 0), Color(205, 205, 0),
    Color(0, 0, 238), Color(205, 0, 205), Color(0, 205, 205), Color(229, 229, 229),
    Color(127, 127, 127), Color(255, 0, 0), Color(0, 255, 0), Color(255, 255, 0),
    Color(92, 92, 255), Color(255, 0, 255), Color(0, 255, 255), Color(255, 255, 255),
  ]

  /// The index of the nearest of the first `count` colours; `count` is 8, 16 or 256.
  ///
  /// Of 256 only the cube and the greys count: the first sixteen look as their user likes. Of 8 and 16 a colour takes
  /// the one of its hue, since the nearest of so few may be of another: a light red would come out yellow.
  package static func nearest(_ color: Color, of count: Int) -> Int {
    if count < 256, count >= 8, let hue = hueIndex(color) {
      return count >= 16 && color.isLight ? hue + 8 : hue
    }
    let candidates = count >= 256 ? 16..<256 : 0..<max(1, min(count, 16))
    return candidates.min { distance(Self.color($0), color) < distance(Self.color($1), color) } ?? 0
  }

  /// The one of sixteen colours to take on a light ground: dark, and magenta and blue for yellow and cyan, which
  /// nobody can read there.
  package static func onLight(_ index: Int) -> Int {
    switch index % 8 {
    case 0, 7: index
    case 3: 5
    case 6: 4
    default: index % 8
    }
  }

  /// The colour of an index from 0 to 255.
  package static func color(_ index: Int) -> Color {
    switch index {
    case ..<16: return named[max(0, index)]
    case ..<232:
      let cube = index - 16
      func level(_ step: Int) -> UInt8 { step == 0 ? 0 : UInt8(55 + 40 * step) }
      return Color(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
    default:
      let grey = UInt8(8 + 10 * (min(index, 255) - 232))
      return Color(grey, grey, grey)
    }
  }

  /// Which of the six colours a colour is called by; nil for greys.
  private static func hueIndex(_ color: Color) -> Int? {
    let (red, green, blue) = (Double(color.red), Double(color.green), Double(color.blue))
    let (high, low) = (max(red, green, blue), min(red, green, blue))
    guard high - low > 0.35 * high, high > 60 else { return nil }
    let spread = high - low
    let sector =
      high == red
      ? (green - blue) / spread : high == green ? 2 + (blue - red) / spread : 4 + (red - green) / spread
    switch (sector + 6).truncatingRemainder(dividingBy: 6) * 60 {
    case ..<25, 335...: return 1
    case ..<75: return 3
    case ..<160: return 2
    // A light blue is nearer to what terminals call cyan: their blue is hard to read on black.
    case ..<200: return 6
    case ..<255: return color.isLight ? 6 : 4
    default: return 5
    }
  }

  /// How different two colours look, by the "redmean" weights: cheap, and close enough to choose by.
  private static func distance(_ left: Color, _ right: Color) -> Int {
    let mean = (Int(left.red) + Int(right.red)) / 2
    let red = Int(left.red) - Int(right.red)
    let green = Int(left.green) - Int(right.green)
    let blue = Int(left.blue) - Int(right.blue)
    return (512 + mean) * red * red + 1024 * green * green + (767 - mean) * blue * blue
  }
}
