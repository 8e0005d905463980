import Grid

/// A screen as it was drawn, from which the next one takes over what cannot have changed.
///
/// A key is answered before the run has moved on. Of the same moment every panel in the same place looks the same, and
/// panels are most of the work.
public struct Drawing: Sendable {
  /// What the terminal shows.
  public let grid: CellGrid
  /// The same before glyphs have their stand-ins.
  private let cells: CellGrid
  private let glyphs: GlyphLevel, moment: Int
  /// The panels that nothing lies over; none where one is shown alone, whose words go by more than the run.
  private let panels: [PanelPlace]

  /// The screen that shows a state; every size from 0x0 up has one. `earlier` only makes it faster.
  public init(_ state: DashboardState, after earlier: Drawing? = nil) {
    let plan = ScreenPlan(state)
    var canvas = Canvas(width: state.width, height: state.height, glyphs: state.glyphs)
    DashboardView(state: state, plan: plan, earlier: earlier.flatMap { $0.isOf(state) ? $0 : nil }).draw(on: &canvas)
    (cells, glyphs, moment) = (canvas.grid, state.glyphs, state.moment)
    grid = glyphs == .ascii ? cells.ascii : cells
    panels = state.isZoomed || !plan.overlay.isEmpty ? [] : plan.panels + (plan.twin?.right.panels ?? [])
  }

  private func isOf(_ state: DashboardState) -> Bool {
    moment == state.moment && glyphs == state.glyphs && cells.width == state.width && cells.height == state.height
  }

  /// Copies what is inside a panel's frame; false where it was not drawn there.
  func copy(_ place: PanelPlace, to canvas: inout Canvas) -> Bool {
    guard panels.contains(place) else { return false }
    canvas.copy(cells)
    return true
  }
}

/// The screen that shows a state; every size from 0x0 up has one.
public func view(_ state: DashboardState) -> CellGrid { Drawing(state).grid }
