import Diagnostics
import Foundation
import Grid
import LabKit
import Testing
import Themes

/// Finding, inheriting and reporting, with files as a user writes them.
@Suite struct ThemeCatalogueTests {
  /// A folder of theme files; it goes away with the test.
  final class Folder {
    let path = FileManager.default.temporaryDirectory.path + "/themes-\(UUID().uuidString)"

    init(_ files: [String: String] = [:]) throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name)) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  /// The complaint about a file with this text, without the folder's path.
  private func complaint(_ text: String) throws -> String {
    let folder = try Folder(["mine.yaml": text])
    var catalogue = ThemeCatalogue()
    do throws(BadInput) {
      _ = try catalogue.open(folder.path + "/mine.yaml")
      return "none"
    } catch {
      let complaint = error.description
      #expect(!complaint.contains("\n") && complaint.utf8.count < 600)
      return complaint.replacingOccurrences(of: folder.path + "/", with: "")
    }
  }

  @Test func `themes are built in`() throws {
    let catalogue = ThemeCatalogue()
    #expect(catalogue.names.prefix(3) == ["dark", "light", "okabe-ito"])
    let palette = try catalogue.theme(at: 0).palette
    #expect(palette.background == Color(0x10, 0x14, 0x1b))
    #expect(palette[.title].isBold && !palette[.text].isBold)
  }

  @Test func `an unknown name is told with the nearest one`() {
    var catalogue = ThemeCatalogue()
    #expect(throws: BadInput("there is no theme 'drak'; did you mean 'dark'?")) { try catalogue.open("drak") }
  }

  @Test func `a theme of one's own adjusts a built-in one`() throws {
    let folder = try Folder(["dark.yaml": "inherits: dark\ncolors: {good: \"#00ff00\"}\n", "notes.txt": "no theme"])
    let catalogue = ThemeCatalogue(userFolder: folder.path)
    #expect(catalogue.names == ["light", "okabe-ito", "high-contrast", "dark"])
    let theme = try catalogue.theme(at: 3)
    #expect(theme[.good] == Color(0, 255, 0) && theme[.text] == Color(0xdb, 0xe1, 0xea))
  }

  @Test func `the folder of themes follows the standard`() throws {
    let folder = try Folder()
    let themes = folder.path + "/squall/themes"
    try FileManager.default.createDirectory(atPath: themes, withIntermediateDirectories: true)
    try Data("inherits: light\n".utf8).write(to: URL(fileURLWithPath: themes + "/mine.yaml"))
    #expect(ThemeCatalogue(environment: ["XDG_CONFIG_HOME": folder.path]).names.last == "mine")
    #expect(!ThemeCatalogue(environment: ["XDG_CONFIG_HOME": "relative"]).names.contains("mine"))
  }

  @Test func `themes that inherit in a circle are refused`() throws {
    let folder = try Folder(["a.yaml": "inherits: b\n", "b.yaml": "inherits: a\n"])
    let catalogue = ThemeCatalogue(userFolder: folder.path)
    #expect(throws: BadInput.self) { try catalogue.theme(at: catalogue.names.count - 1) }
  }

  @Test func `the report lists and checks themes`() throws {
    #expect(ThemeCatalogue().report().isSound)
    let folder = try Folder([
      "faint.yaml": "inherits: dark\ncolors: {muted: \"#333333\"}\n", "torn.yaml": "colors: [\n",
    ])
    let report = ThemeCatalogue(userFolder: folder.path).report()
    #expect(!report.isSound)
    #expect(report.text.contains("✗ muted on the background has contrast"))
    #expect(report.text.contains("torn.yaml:2:1: this is not YAML"))
  }

  @Test func `complaints name place and remedy`() throws {
    #expect(
      try complaint("inherits: drak")
        == "mine.yaml:1:11: there is no theme 'drak' to inherit from; did you mean 'dark'?")
    #expect(
      try complaint("inherits: dark\ncolours: {}")
        == "mine.yaml:2:1: 'colours' means nothing here; did you mean 'colors'?")
    #expect(
      try complaint("inherits: dark\ncolors:\n  mutde: \"#ffffff\"\n")
        == "mine.yaml:3:3: there is no role 'mutde'; did you mean 'muted'?")
    #expect(
      try complaint("inherits: dark\ncolors:\n  muted: hotpink\n")
        == "mine.yaml:3:10: found 'hotpink', expected a colour in quotes, such as \"#ff8800\"")
    #expect(
      try complaint("inherits: dark\nbackground: #ffffff\n")
        == "mine.yaml:2:12: found nothing (# begins a comment), expected a colour in quotes, such as \"#ff8800\"")
    #expect(try complaint("title: x\n") == "mine.yaml:1:1: found no background, expected one, or 'inherits: dark'")
    #expect(
      try complaint("background: \"#ffffff\"\ncolors: {text: \"#000000\"}")
        == "mine.yaml:1:1: found no colour for 'muted', expected one, or 'inherits: dark'")
    #expect(try complaint("inherits: dark\nbold: title\n").hasPrefix("mine.yaml:2:7: found 'title', expected a list"))
    #expect(try complaint("title: a\ntitle: b\n").contains("found 'title' twice, expected each key once"))
  }

  @Test func `hostile files are refused`() throws {
    let bomb = "a: &a [x, x]\n" + (0..<60).map { "b\($0): &b\($0) [*a, *a, *a, *a]\n" }.joined()
    #expect(try complaint(bomb).hasPrefix("mine.yaml:1:4: found the anchor '&a', expected each value where it belongs"))
    #expect(try complaint(String(repeating: "#\n", count: 5_000_000)).contains("found more than 64 kB"))
    for text in [
      "", "\n", "- a\n- b\n", "42", String(repeating: "[", count: 60_000),
      String(repeating: "{a: ", count: 15_000),
      String(repeating: "- ", count: 30_000), String(repeating: "? ", count: 30_000), "title: \"\u{1B}[31m\"",
      "\u{0}",
      "title: [1, 2]", "? {a: b}\n: c\n", "colors: 5", "inherits: {a: b}", "--- \ntitle: a\n---\ntitle: b\n",
      "!!binary a: b", "title: \"\\e[2J\\u202e\"\n", "<<: {title: a}", "background: !!int \"#ffffff\"\n",
      "\u{FEFF}",
      "colors: {text: \"#gggggg\"}", "colors: {text: \"#ffffffff\"}", "colors: {1: \"#ffffff\"}", "'", "%",
      "@", "`",
    ] {
      let said = try complaint(text)
      #expect(said != "none" && said.hasPrefix("mine.yaml"), "\(text.prefix(40))")
      #expect(said.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x202E })
    }
  }

  @Test func `what is no file is refused`() throws {
    var catalogue = ThemeCatalogue()
    #expect(throws: BadInput("/dev/zero: this is not a file but a device, expected a theme")) {
      try catalogue.open("/dev/zero")
    }
    #expect(throws: BadInput("/nowhere/x.yaml: there is no such file")) {
      try catalogue.open("/nowhere/x.yaml")
    }
    #expect(throws: BadInput("/: this is not a file but a folder, expected a theme")) {
      try catalogue.open("/")
    }
    #expect(catalogue.names == ThemeCatalogue().names)
  }
}
