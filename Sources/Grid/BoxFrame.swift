/// The frame of a box: light, heavy when busy, dashed when broken, double when the keys act on it.
struct BoxFrame {
  private let role: Role
  /// Corners from the upper left in reading order, the lines across and down, and the joints at the left and right.
  private let glyphs: [Unicode.Scalar]

  init(_ state: Topology.State, isSelected: Bool) {
    role = isSelected ? .focus : state == .healthy || state == .idle ? .border : state.role
    glyphs = isSelected ? Self.double : state == .busy ? Self.heavy : state == .broken ? Self.dashed : Self.light
  }

  /// A light frame, or a double one for what is looked at.
  init(role: Role, isDouble: Bool) {
    self.role = role
    glyphs = isDouble ? Self.double : Self.light
  }

  private static let light: [Unicode.Scalar] = ["┌", "┐", "└", "┘", "─", "│", "┤", "├"]
  private static let heavy: [Unicode.Scalar] = ["┏", "┓", "┗", "┛", "━", "┃", "┨", "┠"]
  private static let dashed: [Unicode.Scalar] = ["┌", "┐", "└", "┘", "╌", "┆", "┤", "├"]
  private static let double: [Unicode.Scalar] = ["╔", "╗", "╚", "╝", "═", "║", "╢", "╟"]

  /// Where a wire joins it.
  func port(isLeft: Bool) -> Unicode.Scalar { glyphs[isLeft ? 6 : 7] }

  /// Draws it along the edge of the canvas.
  func draw(on canvas: inout Canvas) {
    let right = canvas.width - 1, bottom = canvas.height - 1
    let across = Cell(glyphs[4], role), down = Cell(glyphs[5], role)
    canvas.fill(Rectangle(column: 1, row: 0, width: right - 1, height: 1), with: across)
    canvas.fill(Rectangle(column: 1, row: bottom, width: right - 1, height: 1), with: across)
    canvas.fill(Rectangle(column: 0, row: 1, width: 1, height: bottom - 1), with: down)
    canvas.fill(Rectangle(column: right, row: 1, width: 1, height: bottom - 1), with: down)
    for (index, place) in [(0, 0), (right, 0), (0, bottom), (right, bottom)].enumerated() {
      canvas.put(Cell(glyphs[index], role), column: place.0, row: place.1)
    }
  }
}
