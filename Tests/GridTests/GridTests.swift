import Grid
import Testing

/// Cells, rectangles and the canvas.
@Suite struct GridTests {
  @Test func `drawing is clipped to the rectangle`() {
    let grid = drawing(6, 3) { canvas in
      canvas.inside(Rectangle(column: 1, row: 1, width: 3, height: 1)) { inner in
        inner.write("abcdef", column: -1, row: 0)
        inner.write("x", column: 0, row: 1)
        inner.fill(Rectangle(column: 2, row: -4, width: 90, height: 90), with: Cell("#"))
      }
    }
    #expect(grid.text == ["", " bc#", ""])
  }

  @Test func `what is not one column wide is replaced`() {
    #expect(drawing(3, 1) { $0.write("a\u{1B}字", column: 0, row: 0) }.text == ["a\u{FFFD}\u{FFFD}"])
  }

  @Test func `text is cut with an ellipsis`() {
    let grid = drawing(8, 3) {
      $0.write("threshold", column: 0, row: 0, width: 6)
      $0.write("12", column: 0, row: 1, width: 6, alignment: .trailing)
      $0.write("12", column: 0, row: 2, width: 6, alignment: .center)
    }
    #expect(grid.text == ["thres…", "    12", "  12"])
  }

  @Test func `every braille and block glyph is one column wide and has an ASCII stand-in`() {
    for value in Array(0x2500...0x259F) + Array(0x2800...0x28FF) {
      let glyph = Unicode.Scalar(UInt32(value))!
      #expect(glyph.isOneColumnWide)
      #expect(asciiGlyph(for: glyph).isASCII && asciiGlyph(for: glyph) != "?")
    }
  }
}
