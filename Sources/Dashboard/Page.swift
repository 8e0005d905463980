import Grid

/// A page to read: blocks of text below each other, some with a key or a glyph before them.
struct Page {
  /// One block; its text wraps beside its lead.
  struct Block {
    var lead: Span = ""
    var leadWidth = 0
    var body: [Span]
  }

  /// The blocks from the top.
  private(set) var blocks: [Block] = []

  /// Adds a heading, with a blank line before it unless it is the first.
  mutating func heading(_ text: String) {
    if !blocks.isEmpty { blocks.append(Block(body: [" "])) }
    blocks.append(Block(body: [Span(text, .title, .bold)]))
  }

  /// Adds a text.
  mutating func text(_ spans: [Span]) { blocks.append(Block(body: spans)) }

  /// Adds a text beside a lead.
  mutating func item(_ lead: Span, width: Int, _ spans: [Span]) {
    blocks.append(Block(lead: lead, leadWidth: width, body: spans))
  }

  /// How many rows it takes.
  func rows(forWidth width: Int) -> Int {
    blocks.reduce(0) { $0 + max(1, Paragraph($1.body).rows(forWidth: width - $1.leadWidth)) }
  }

  /// Draws it from a line on.
  func draw(on canvas: inout Canvas, firstLine: Int) {
    var row = -firstLine
    for block in blocks {
      let paragraph = Paragraph(block.body)
      let rows = max(1, paragraph.rows(forWidth: canvas.width - block.leadWidth))
      if row + rows > 0, row < canvas.height {
        let place = Rectangle(column: 0, row: row, width: canvas.width, height: rows)
        canvas.inside(place) { canvas in
          canvas.write(block.lead, column: 0, row: 0, width: max(0, block.leadWidth - 1))
          let body = Rectangle(
            column: block.leadWidth, row: 0, width: canvas.width - block.leadWidth, height: rows)
          canvas.inside(body) { paragraph.draw(on: &$0) }
        }
      }
      row += rows
    }
  }
}
