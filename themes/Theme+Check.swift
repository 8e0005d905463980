import Grid

extension Theme {
  /// The contrast that text needs, by the Web Content Accessibility Guidelines, level AA (1.4.3), and the lines of a
  /// frame, in which nothing is to be read (1.4.11): they step back behind what they hold.
  public static func leastContrast(of role: Role) -> Double { role == .border ? 3 : 4.5 }
  /// The difference that colours need that stand for different things beside each other.
  public static let leastDifference = 0.07

  /// Roles that stand beside each other and mean different things.
  public static let families: [[Role]] = [
    [.good, .warning, .bad], [.series1, .series2, .series3, .series4, .series5, .series6], [.p0, .p1, .p2],
    [.text, .muted, .focus], [.border, .focus],
    // Payments are no failure.
    [.bad, .p0],
  ]

  /// What is wrong with the theme, one sentence each; nothing when every text can be read.
  ///
  /// Reversed cells have the same contrast.
  public var problems: [String] {
    let faint = Role.allCases.filter { contrast(of: $0) < Theme.leastContrast(of: $0) }.map { role in
      "\(role) on the background has contrast \(Figure.fixed(contrast(of: role), decimals: 2)):1,"
        + " it needs \(Figure.fixed(Theme.leastContrast(of: role), decimals: 1)):1"
    }
    return faint + Theme.families.flatMap(alike)
  }

  /// The contrast of a role with the background.
  public func contrast(of role: Role) -> Double { self[role].contrast(with: background) }

  private func alike(_ family: [Role]) -> [String] {
    var found: [String] = []
    for (index, role) in family.enumerated() {
      for other in family.dropFirst(index + 1)
      where self[role].difference(from: self[other]) < Theme.leastDifference {
        found.append("\(role) and \(other) look alike")
      }
    }
    return found
  }
}
