import Diagnostics
import Grid
import LabKit

/// Where two runs stand that go beside each other: their panels, a line above each that says which it is, and
/// below both what differs.
struct TwinPlan {
  /// The line above each.
  let leftCaption: Rectangle, rightCaption: Rectangle
  /// The panels of each.
  let left: [PanelPlace], right: [PanelPlace]
  /// The meters of both.
  let comparison: Rectangle

  /// Below this side by side is no use.
  private static let leastWidth = 76

  /// Whether the two stand one above the other.
  static func isStacked(_ state: DashboardState, width: Int, height: Int) -> Bool {
    state.isTwinStacked ?? (width < leastWidth)
  }

  /// The plan in an area.
  init(_ state: DashboardState, in area: Rectangle) {
    let bands = Layout.rows(
      [Share(minimum: 4, priority: 2), .fixed(min(12, max(5, area.height / 3)), priority: 1)], in: area)
    comparison = bands[1]
    let isStacked = Self.isStacked(state, width: area.width, height: area.height)
    let sides =
      isStacked
      ? Layout.rows([Share(priority: 1), Share()], in: bands[0])
      : Layout.columns([Share(priority: 1), Share()], in: bands[0], gap: 1)
    let parts = sides.map { Layout.rows([.fixed(1, priority: 1), Share(minimum: 3)], in: $0) }
    (leftCaption, rightCaption) = (parts[0][0], parts[1][0])
    left = ScreenPlan.panels(state, in: parts[0][1])
    right = ScreenPlan.panels(state, in: parts[1][1])
  }
}

/// What the two runs of a twin are called.
struct TwinCaption {
  /// The run on the left or above, and the one on the right or below.
  let left: String, right: String

  init(_ state: DashboardState) {
    guard let map = state.map, let twin = map.twin else {
      (left, right) = ("as it is", "twin")
      return
    }
    // What made the branch another one was long before, unless the two are old branches that are compared.
    let isOrigin = map.branches[twin.branch].parent == map.branch
    left = isOrigin ? "as it is" : Self.words(map.branches[map.branch], state) ?? "as it is"
    right = state.storyline?.twin ?? Self.words(map.branches[twin.branch], state) ?? "the same so far"
  }

  private static func words(_ branch: RunMap.Branch, _ state: DashboardState) -> String? {
    branch.difference.map { state.entry.inWords($0).printable }
  }
}
