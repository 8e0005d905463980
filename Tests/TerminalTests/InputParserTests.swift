import Grid
import Terminal
import Testing

@Suite struct InputParserTests {
  @Test(
    arguments: [
      ("a", [Input.key(.character("a"))]),
      ("é", [.key(.character("é"))]),
      ("\r\n\t\u{7F}\u{08}", [.key(.enter), .key(.enter), .key(.tab), .key(.backspace), .key(.backspace)]),
      ("\u{0C}\u{00}\u{1F}", [.key(.control("l")), .key(.control("@")), .key(.control("_"))]),
      ("\u{1B}[A\u{1B}OB", [.key(.up), .key(.down)]),
      ("\u{1B}[1;2C\u{1B}[1;5D", [.key(.right, .shift), .key(.left, .control)]),
      ("\u{1B}\u{1B}[A", [.key(.up, .alt)]),
      ("\u{1B}[c\u{1B}[d", [.key(.right, .shift), .key(.left, .shift)]),
      ("\u{1B}[H\u{1B}[4~\u{1B}[5~\u{1B}[6~", [.key(.home), .key(.end), .key(.pageUp), .key(.pageDown)]),
      ("\u{1B}[3~\u{1B}[Z\u{1B}[15~\u{1B}OP", [.key(.delete), .key(.backTab), .key(.function(5)), .key(.function(1))]),
      ("\u{1B}[[A\u{1B}OR", [.key(.function(1)), .key(.function(3))]),
      ("\u{1B}x", [.key(.character("x"), .alt)]),
      ("\u{1B}[27u\u{1B}[108;5u", [.key(.escape), .key(.control("l"))]),
    ] as [(String, [Input])])
  func `keys are read`(_ text: String, _ expected: [Input]) { #expect(parse(text) == expected) }

  @Test func `the mouse is read`() {
    #expect(
      parse("\u{1B}[<0;3;4M\u{1B}[<32;5;4M\u{1B}[<0;5;4m\u{1B}[<64;1;1M\u{1B}[<18;300;2M") == [
        .mouse(Mouse(.press(0), column: 2, row: 3)), .mouse(Mouse(.drag(0), column: 4, row: 3)),
        .mouse(Mouse(.release(0), column: 4, row: 3)), .mouse(Mouse(.scrollUp, column: 0, row: 0)),
        .mouse(Mouse(.press(2), column: 299, row: 1, modifiers: .control)),
      ])
    #expect(
      parse("\u{1B}[M !!\u{1B}[M#\"!") == [
        .mouse(Mouse(.press(0), column: 0, row: 0)), .mouse(Mouse(.release(0), column: 1, row: 0)),
      ])
  }

  @Test func `replies of the terminal are read`() {
    #expect(
      parse("\u{1B}[?2026;2$y\u{1B}[?62;22c\u{1B}[2;3R\u{1B}]11;rgb:ffff/8080/0000\u{1B}\\\u{1B}]11;rgb:f/8/0\u{07}")
        == [
          .reply(.mode(2026, setting: 2)), .reply(.deviceAttributes([62, 22])), .reply(.cursor(row: 2, column: 3)),
          .reply(.background(Color(255, 128, 0))), .reply(.background(Color(255, 136, 0))),
        ])
  }

  @Test(arguments: [
    "\u{1B}[24;80R", "\u{1B}[I", "\u{1B}[>1;4600;0c", "\u{1B}P>|XTerm(390)\u{1B}\\", "\u{1B}_Gi=1;OK\u{1B}\\",
    "\u{1B}]52;c;cXE=\u{07}", "\u{1B}[?1;2;3!q", "\u{1B}(B", "\u{1B}^text\u{1B}\\", "\u{1B}[<99q",
    "\u{1B}[1;\u{18}", "\u{1B}[200~qqq\u{1B}[20\u{1B}[201~",
  ])
  func `unknown sequences are swallowed whole`(_ text: String) {
    #expect(parse(text + "z").filter { $0 != .pasteIgnored } == [.key(.character("z"))])
  }

  @Test func `invalid bytes are ignored`() {
    var parser = InputParser()
    #expect(
      parser.feed([0xC0, 0x80, 0xFF, 0xE2, 0x82, 0x61, 0xED, 0xA0, 0x80, 0x62], at: 0) == [
        .key(.character("a")), .key(.character("b")),
      ])
  }

  @Test func `escape acts after its delay and not before`() {
    var parser = InputParser()
    #expect(parser.feed([0x1B], at: 1000) == [])
    let deadline = parser.deadline
    #expect(deadline == 1000 + InputParser.escapeDelay)
    #expect(InputParser.escapeDelay <= 25_000_000)
    #expect(parser.timeout(at: 1000 + InputParser.escapeDelay - 1) == [])
    #expect(parser.timeout(at: 1000 + InputParser.escapeDelay) == [.key(.escape)])
    #expect(parser.deadline == nil)
  }

  @Test func `an arrow split anywhere is one key`() {
    for sequence in ["\u{1B}[A", "\u{1B}OA", "\u{1B}[1;2A"] {
      let bytes = Array(sequence.utf8)
      for at in 1..<bytes.count {
        var parser = InputParser()
        #expect(parser.feed(bytes[..<at], at: 0) == [])
        // The rest came while a frame was drawn: read first, time afterwards.
        let inputs = parser.feed(bytes[at...], at: 24_000_000)
        #expect(inputs.count == 1)
        #expect(parser.timeout(at: 9_000_000_000) == [])
      }
    }
  }

  @Test func `a paste is swallowed`() {
    var parser = InputParser()
    #expect(parser.feed(Array("\u{1B}[200~rm -rf q\r\u{1B}[A\u{03}".utf8), at: 0) == [])
    for _ in 0..<1000 { #expect(parser.feed([UInt8](repeating: 0x71, count: 1000), at: 0) == []) }
    #expect(parser.feed(Array("\u{1B}[20".utf8), at: 0) == [])
    #expect(parser.feed(Array("1~q".utf8), at: 0) == [.pasteIgnored, .key(.character("q"))])
  }

  private func parse(_ text: String) -> [Input] {
    var parser = InputParser()
    let inputs = parser.feed(Array(text.utf8), at: 0)
    #expect(parser.deadline == nil)
    return inputs
  }
}
