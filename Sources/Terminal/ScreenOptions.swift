/// How a screen is to be opened.
public struct ScreenOptions: Equatable, Sendable {
  /// How many colours to use.
  public var color: ColorChoice
  /// Whether the terminal sends what the mouse does; its own selection needs Shift then.
  public var usesMouse: Bool
  /// Whether to draw in ASCII even where the locale speaks UTF-8.
  public var isASCII: Bool
  /// Whether to ask for the terminal's own background colour; the answer comes as an input.
  public var asksBackground: Bool

  /// Options; what is not given follows the terminal.
  public init(color: ColorChoice = .auto, usesMouse: Bool = true, isASCII: Bool = false, asksBackground: Bool = false) {
    self.color = color
    self.usesMouse = usesMouse
    self.isASCII = isASCII
    self.asksBackground = asksBackground
  }
}
