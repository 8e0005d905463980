import Foundation
import Testing

/// Whoever wants it to end does not wait for what was asked before.
@Suite("Stopping", .serialized)
struct StoppingTests {
  /// What may be asked before: each once took from ten seconds to minutes.
  private static let before: [(name: String, bytes: [UInt8])] = [
    ("a held step", Array("\t\t".utf8) + Array(repeating: UInt8(ascii: "]"), count: 60)),
    ("steps there and back", Array(String(repeating: "]}[{", count: 200).utf8)),
    ("minutes on and back", Array(String(repeating: "\u{1B}[6~", count: 60).utf8) + Array("\u{1B}[5~".utf8)),
    ("a drag", Array((0..<5000).map { "\u{1B}[<32;\(10 + $0 % 60);3M" }.joined().utf8)),
    ("clicks", Array((0..<5000).map { "\u{1B}[<0;\($0 % 80);\($0 % 24)M" }.joined().utf8)),
    ("the wheel", Array(String(repeating: "\u{1B}[<65;40;20M\u{1B}[<64;40;3M", count: 2500).utf8)),
    ("a long paste", Array("\u{1B}[200~\(String(repeating: "pqR3]\n", count: 170_000))\u{1B}[201~".utf8)),
    ("faults", Array(String(repeating: "p3<", count: 500).utf8)),
    ("twins", Array(String(repeating: "t\r<", count: 50).utf8)),
    ("keys that were pasted", Array(String(repeating: "lhpRjk][<>DMTn", count: 5000).utf8)),
    ("a long page, up and down", Array("?".utf8) + Array(String(repeating: "jk", count: 20_000).utf8)),
    ("restarts", Array(repeating: UInt8(ascii: "R"), count: 300)),
  ]
  /// The same, where a text is being typed and q is a letter of it.
  private static let typing: [(name: String, bytes: [UInt8])] = [
    ("a text", Array(":".utf8) + Array(repeating: UInt8(ascii: "x"), count: 5000)),
    ("a list, up and down", Array(":".utf8) + Array(String(repeating: "\u{1B}[B\u{1B}[A", count: 5000).utf8)),
  ]

  /// For hang detection only: how long it takes on a quiet machine is a fraction of a second.
  private static let mostSeconds = 10.0

  private func started() -> Pty {
    let terminal = Pty(["--seed", "5"])
    #expect(terminal.wait(for: "shop"))
    return terminal
  }

  @Test(arguments: before.map(\.name)) func `q ends it whatever was asked before`(name: String) throws {
    let bytes = try #require(Self.before.first { $0.name == name }?.bytes)
    let terminal = started()
    // Where a page is open q closes it first.
    terminal.send(bytes + Array("qqq".utf8))
    let seconds = try #require(terminal.secondsToEnd())
    print("\(name): q after \(seconds) s")
    #expect(seconds < Self.mostSeconds && terminal.status == 0)
  }

  @Test(arguments: (before + typing).map(\.name)) func `a signal ends it whatever was asked before`(
    name: String
  ) throws {
    let bytes = try #require((Self.before + Self.typing).first { $0.name == name }?.bytes)
    let terminal = started()
    terminal.send(bytes)
    kill(terminal.process, SIGTERM)
    let seconds = try #require(terminal.secondsToEnd())
    print("\(name): SIGTERM after \(seconds) s")
    #expect(seconds < Self.mostSeconds && terminal.status == SIGTERM)
  }
}
