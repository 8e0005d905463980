/// The border of a panel, its title at the left and a short status at the right of the upper edge.
///
/// The focused frame has double lines and the marker `►`, so that it is found without colour. With
/// less than 3 rows or 4 columns only the title row is left, and the content keeps the rest.
public struct Frame: Hashable, Sendable {
  /// What the panel is called.
  public var title: String
  /// Its state in a word or two; left out when there is no room.
  public var status: Span
  /// Whether the keys act on this panel.
  public var isFocused: Bool

  /// A frame around a panel.
  public init(_ title: String = "", status: Span = "", isFocused: Bool = false) {
    self.title = title
    self.status = status
    self.isFocused = isFocused
  }

  /// What is left of a rectangle for the content.
  public func inner(_ bounds: Rectangle) -> Rectangle {
    if Self.hasBorder(bounds) { return bounds.inset() }
    let used = min(1, bounds.height)
    return Rectangle(column: bounds.column, row: bounds.row + used, width: bounds.width, height: bounds.height - used)
  }

  /// Draws the border and its title along the edge of the canvas.
  public func draw(on canvas: inout Canvas) {
    guard Self.hasBorder(canvas.bounds) else {
      canvas.write(Span(title, .title, .bold), column: 0, row: 0, width: canvas.width)
      return
    }
    drawLines(on: &canvas)
    drawTitle(on: &canvas)
  }

  /// Draws the frame, and the content within it.
  public func draw(on canvas: inout Canvas, content: (inout Canvas) -> Void) {
    draw(on: &canvas)
    canvas.inside(inner(canvas.bounds), content)
  }

  private static func hasBorder(_ bounds: Rectangle) -> Bool { bounds.height >= 3 && bounds.width >= 4 }

  private var role: Role { isFocused ? .focus : .border }

  private func drawLines(on canvas: inout Canvas) {
    let right = canvas.width - 1, bottom = canvas.height - 1
    let across = Cell(isFocused ? "═" : "─", role), down = Cell(isFocused ? "║" : "│", role)
    canvas.fill(Rectangle(column: 1, row: 0, width: right - 1, height: 1), with: across)
    canvas.fill(Rectangle(column: 1, row: bottom, width: right - 1, height: 1), with: across)
    canvas.fill(Rectangle(column: 0, row: 1, width: 1, height: bottom - 1), with: down)
    canvas.fill(Rectangle(column: right, row: 1, width: 1, height: bottom - 1), with: down)
    canvas.put(Cell(isFocused ? "╔" : "┌", role), column: 0, row: 0)
    canvas.put(Cell(isFocused ? "╗" : "┐", role), column: right, row: 0)
    canvas.put(Cell(isFocused ? "╚" : "└", role), column: 0, row: bottom)
    canvas.put(Cell(isFocused ? "╝" : "┘", role), column: right, row: bottom)
  }

  /// `┌─ Title ──── status ─┐`: the title gives way first, down to 8 columns, then the status goes.
  private func drawTitle(on canvas: inout Canvas) {
    if isFocused { canvas.put(Cell("►", role, .bold), column: 1, row: 0) }
    var end = canvas.width - 2
    let length = status.columns
    if length > 0, end - length - 3 >= 3 + min(title.columns, 8) {
      let start = end - length - 1
      canvas.write(" ", column: start - 1, row: 0)
      canvas.write(status.text, column: start, row: 0, role: status.role, emphasis: status.emphasis)
      canvas.write(" ", column: start + length, row: 0)
      end = start - 2
    }
    let width = min(title.columns, end - 4)
    guard width > 0 else { return }
    canvas.write(" ", column: 2, row: 0)
    canvas.write(Span(title, isFocused ? .focus : .title, .bold), column: 3, row: 0, width: width)
    canvas.write(" ", column: 3 + width, row: 0)
  }
}
