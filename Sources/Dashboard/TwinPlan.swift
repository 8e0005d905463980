import Grid

/// Where two runs stand that go beside each other: of each what it is, its outcome as a number and a curve, and its panels;
/// below both, what differs in words.
struct TwinPlan {
  /// One of the two.
  struct Half {
    /// The line that says which run it is, and below it the number of the meter that is compared.
    let caption: Rectangle, headline: Rectangle
    /// The course of that meter; empty where there is no room.
    let curve: Rectangle
    /// The panels.
    let panels: [PanelPlace]
  }

  /// The run on the left or above, and the one on the right or below; both are of the same width.
  let left: Half, right: Half
  /// What differs, in words.
  let comparison: Rectangle

  /// Below this side by side is no use.
  private static let leastWidth = 76

  /// Whether the two stand one above the other.
  static func isStacked(_ state: DashboardState, width: Int, height: Int) -> Bool {
    state.isTwinStacked ?? (width < leastWidth)
  }

  /// The plan in an area.
  init(_ state: DashboardState, in area: Rectangle) {
    let words = area.height < 24 ? 1 : min(8, area.height / 6)
    let bands = Layout.rows([Share(minimum: 4, priority: 2), .fixed(words, priority: 1)], in: area)
    comparison = bands[1]
    // An odd column goes into the gap and not to one of the two.
    let sides =
      Self.isStacked(state, width: area.width, height: area.height)
      ? Layout.rows([Share(priority: 1), Share()], in: bands[0])
      : Layout.columns([Share(priority: 1), Share()], in: bands[0], gap: area.width % 2 == 0 ? 2 : 1)
    left = Half(state, in: sides[0])
    right = Half(state, in: sides[1])
  }
}

extension TwinPlan.Half {
  fileprivate init(_ state: DashboardState, in area: Rectangle) {
    // A zoomed panel has the room of the curve.
    let curve = state.isZoomed ? 0 : area.height < 14 ? 4 : max(5, area.height / 3)
    let parts = Layout.rows(
      [.fixed(1, priority: 3), .fixed(1, priority: 4), .fixed(curve, priority: 2), Share(minimum: 5, priority: 1)],
      in: area)
    (caption, headline, self.curve) = (parts[0], parts[1], parts[2])
    panels = ScreenPlan.panels(state, in: parts[3])
  }
}
