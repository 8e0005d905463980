import Grid

/// How every role looks, with a name to ask for it by.
public struct Theme: Hashable, Sendable {
  /// The name: the file's, without its ending.
  public let name: String
  /// The name as a person would write it.
  public let title: String
  /// One line on what it is for.
  public let summary: String
  /// The colour behind everything.
  public let background: Color
  /// The roles that are in bold.
  public let boldRoles: Set<Role>
  private let colors: [Color]

  /// A theme; `color` is asked once for every role.
  public init(
    name: String, title: String, summary: String, background: Color, boldRoles: Set<Role>,
    color: (Role) -> Color
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.background = background
    self.boldRoles = boldRoles
    colors = Role.allCases.map(color)
  }

  /// The colour of a role.
  public subscript(role: Role) -> Color { colors[Int(role.rawValue)] }

  /// What drawing needs to know of it.
  public var palette: Palette {
    let styles = Role.allCases.map { ($0, Palette.Style(self[$0], isBold: boldRoles.contains($0))) }
    return Palette(foreground: self[.text], background: background, styles: Dictionary(uniqueKeysWithValues: styles))
  }
}
