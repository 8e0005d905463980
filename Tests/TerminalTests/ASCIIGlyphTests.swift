import Grid
import Terminal
import Testing

@Suite struct ASCIIGlyphTests {
  @Test func everyGlyphOfACellHasAnASCIIOne() {
    for value in UInt32(0)...0xFFFF {
      guard let glyph = Unicode.Scalar(value), glyph.isOneColumnWide else { continue }
      #expect((0x20...0x7E).contains(asciiGlyph(glyph).value), "U+\(String(value, radix: 16))")
      if glyph.isASCII { #expect(asciiGlyph(glyph) == glyph) }
    }
  }

  @Test func shapesStay() {
    func ascii(_ text: String) -> String {
      String(String.UnicodeScalarView(text.unicodeScalars.map(asciiGlyph)))
    }
    #expect(ascii("┌─┬╮│├┼┤└═╯") == "+-++|++++=+")
    #expect(ascii("▁▂▃▄▅▆▇█") == "_.:-=+*#")
    #expect(ascii("⠀⠁⠃⠇⡇⣿") == " .,:;#")
    #expect(ascii("←↑→↓●○▲▼") == "<^>v*o^v")
  }
}
