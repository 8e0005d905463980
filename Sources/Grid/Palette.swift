/// A colour in the sRGB space, 0 to 255 a channel.
public struct Color: Hashable, Sendable {
  /// The channels, 0 to 255.
  public var red: UInt8, green: UInt8, blue: UInt8

  /// A colour from its channels, 0 to 255 each.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }
}

/// How each role looks: what a theme comes down to, and all that drawing needs to know of one.
public struct Palette: Hashable, Sendable {
  /// The look of one role.
  public struct Style: Hashable, Sendable {
    /// The colour of the glyph.
    public var foreground: Color
    /// Whether the role is in bold even where a cell does not ask for it.
    public var isBold: Bool

    /// A style; not bold unless asked for.
    public init(_ foreground: Color, isBold: Bool = false) {
      self.foreground = foreground
      self.isBold = isBold
    }
  }

  /// The colour of ordinary text.
  public let foreground: Color
  /// The colour behind everything, painted together with the foreground so that no terminal's own
  /// background can make text unreadable.
  public let background: Color
  private let styles: [Style]

  /// A palette; roles that are not given look like ordinary text.
  public init(foreground: Color, background: Color, styles: [Role: Style] = [:]) {
    self.foreground = foreground
    self.background = background
    self.styles = Role.allCases.map { styles[$0] ?? Style(foreground) }
  }

  /// The look of a role.
  public subscript(role: Role) -> Style { styles[Int(role.rawValue)] }
}
