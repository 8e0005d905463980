import Grid
import Terminal
import Testing

@Suite struct StyleFilterTests {
  @Test(arguments: [
    // Said twice, sent once; the background is not repeated.
    ("\u{1B}[38;5;20m\u{1B}[48;5;17ma\u{1B}[38;5;21m\u{1B}[48;5;17mb", "\u{1B}[0;38;5;20;48;5;17ma\u{1B}[38;5;21mb"),
    // Moving needs no style, and a blank no foreground.
    ("\u{1B}[48;5;17mx\u{1B}[38;5;20m\u{1B}[3;4H  \u{1B}[31my", "\u{1B}[0;48;5;17mx\u{1B}[3;4H  \u{1B}[31my"),
    // Erasing needs the background.
    ("a\u{1B}[48;5;17m\u{1B}[K", "\u{1B}[0ma\u{1B}[48;5;17m\u{1B}[K"),
    // Back and forth between two letters is nothing.
    ("a\u{1B}[1m\u{1B}(B\u{1B}[mb", "\u{1B}[0mab"),
    ("\u{1B}[1;7ma\u{1B}[0;1mb\u{1B}[m\u{1B}[4mc", "\u{1B}[0;1;7ma\u{1B}[27mb\u{1B}[22;4mc"),
    ("a\u{1B}[97;104mb\u{1B}[39;49mc", "\u{1B}[0ma\u{1B}[97;104mb\u{1B}[39;49mc"),
    // Halves of sequences do no harm.
    ("a\u{1B}", "\u{1B}[0ma\u{1B}"), ("a\u{1B}[3", "\u{1B}[0ma"), ("", ""),
  ])
  func `styles are rewritten`(_ frame: String, _ expected: String) { #expect(run(frame) == expected) }

  @Test func `indices become direct colors`() {
    let colors = [Color(1, 2, 3), Color(40, 50, 60)]
    #expect(run("\u{1B}[38;5;17m\u{1B}[48;5;16ma", colors) == "\u{1B}[0;38;2;40;50;60;48;2;1;2;3ma")
  }

  private func run(_ frame: String, _ direct: [Color] = []) -> String {
    var filter = StyleFilter(), output: [UInt8] = []
    filter.direct = direct
    Array(frame.utf8).withUnsafeBufferPointer { filter.rewrite($0, into: &output) }
    return String(decoding: output, as: UTF8.self)
  }
}
