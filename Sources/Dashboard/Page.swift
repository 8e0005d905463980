import Grid

/// A page to read: blocks of text below each other, some with a key or a glyph before them.
struct Page {
  /// One block; its text wraps beside its lead.
  struct Block {
    var lead: [Span] = []
    var leadWidth = 0
    var body: [Span]
    var isHeading = false

    /// How many rows it takes on a page of this width.
    func rows(forWidth width: Int) -> Int { max(1, Paragraph(body).rows(forWidth: width - leadWidth)) }
  }

  /// The blocks from the top.
  private(set) var blocks: [Block] = []

  /// Adds a heading, with a blank line before it unless it is the first.
  mutating func heading(_ text: String) {
    if !blocks.isEmpty { blocks.append(Block(body: [" "])) }
    blocks.append(Block(body: [Span(text, .title, .bold)], isHeading: true))
  }

  /// Adds a text.
  mutating func text(_ spans: [Span]) { blocks.append(Block(body: spans)) }

  /// Adds a text beside a lead.
  mutating func item(_ lead: Span, width: Int, _ spans: [Span]) { item([lead], width: width, spans) }

  /// Adds a text beside a lead of several spans.
  mutating func item(_ lead: [Span], width: Int, _ spans: [Span]) {
    blocks.append(Block(lead: lead, leadWidth: width, body: spans))
  }

  /// The texts that contain something, in whatever case, below their headings; under a heading that does, all.
  func lines(containing text: String) -> Page {
    let asked = text.lowercased()
    func contains(_ block: Block) -> Bool {
      asked.isEmpty || (block.lead + block.body).map(\.text).joined().lowercased().contains(asked)
    }
    var page = Page(), rest = blocks[...]
    while !rest.isEmpty {
      let title = rest.first!.isHeading ? rest.removeFirst() : nil
      let section = rest.prefix { !$0.isHeading }.filter { $0.body.first?.text != " " }
      rest = rest.drop { !$0.isHeading }
      let found = title.map(contains) == true ? section : section.filter(contains)
      guard !found.isEmpty else { continue }
      if let title { page.heading(title.body[0].text) }
      page.blocks += found
    }
    if page.blocks.isEmpty { page.text([Span("Nothing here contains '\(text.printable)'.", .warning)]) }
    return page
  }

  /// How many rows it takes.
  func rows(forWidth width: Int) -> Int { rows(before: blocks.count, forWidth: width) }

  /// How many rows the blocks before this one take.
  func rows(before block: Int, forWidth width: Int) -> Int {
    blocks.prefix(block).reduce(0) { $0 + $1.rows(forWidth: width) }
  }

  /// The position of the block that a row belongs to; nil below the last one.
  func block(atRow row: Int, forWidth width: Int) -> Int? {
    blocks.indices.first { rows(before: $0 + 1, forWidth: width) > row }
  }

  /// Draws it from a line on.
  func draw(on canvas: inout Canvas, firstLine: Int) {
    var row = -firstLine
    for block in blocks {
      let rows = block.rows(forWidth: canvas.width)
      if row + rows > 0, row < canvas.height {
        let place = Rectangle(column: 0, row: row, width: canvas.width, height: rows)
        canvas.inside(place) { canvas in
          canvas.write(block.lead, upTo: block.leadWidth - 1)
          let body = Rectangle(column: block.leadWidth, row: 0, width: canvas.width - block.leadWidth, height: rows)
          canvas.inside(body) { Paragraph(block.body).draw(on: &$0) }
        }
      }
      row += rows
    }
  }
}
