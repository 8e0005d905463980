import Diagnostics
import Files
import Foundation
import Testing

struct FileTextTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func complaint(_ name: String) -> String? {
    do throws(BadInput) {
      _ = try FileText.read(scratch.path(name), expecting: "a theme")
      return nil
    } catch { return error.description.replacingOccurrences(of: scratch.path + "/", with: "") }
  }

  @Test func `a text is read as it is`() throws {
    try scratch.write("a.yaml", Array("title: für\r\n".utf8))
    #expect(try FileText.read(scratch.path("a.yaml"), expecting: "a theme") == "title: für\r\n")
  }

  @Test func `what is not there names the file beside it that was probably meant`() throws {
    try scratch.write("dark.yaml", [])
    #expect(complaint("drak.yaml") == "drak.yaml: there is no such file; did you mean 'dark.yaml'?")
    #expect(complaint("nothing-like-it") == "nothing-like-it: there is no such file")
  }

  @Test func `bytes that are no text are named by line and column`() throws {
    try scratch.write("a", Array("one\nfür".utf8) + [0xFF])
    #expect(complaint("a") == "a:2:4: found bytes that are not UTF-8, expected text")
  }

  @Test func `what is no file or too long is refused without being read`() throws {
    #expect(complaint(".") == ".: this is not a file but a folder, expected a theme")
    #expect(mkfifo(scratch.path("pipe"), 0o600) == 0)
    #expect(complaint("pipe") == "pipe: this is not a file but a pipe, expected a theme")
    try scratch.write("long", [UInt8](repeating: 32, count: FileText.mostBytes + 1))
    #expect(complaint("long") == "long: found more than 64 kB, expected a theme")
    try scratch.write("whole", [UInt8](repeating: 32, count: FileText.mostBytes))
    #expect(complaint("whole") == nil)
  }

  @Test func `control characters of a name do not reach the complaint`() {
    #expect(complaint("a\u{1B}[2J")?.unicodeScalars.contains { $0.value < 32 } == false)
  }
}
