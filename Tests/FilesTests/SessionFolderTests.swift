import Diagnostics
import Files
import Foundation
import Testing

struct SessionFolderTests {
  private let scratch: Scratch
  private let folder: SessionFolder
  init() throws {
    scratch = try Scratch()
    folder = SessionFolder(path: scratch.path("a/b/sessions"))
  }

  @Test func `a folder is made with those around it`() throws {
    #expect(folder.files == [])
    #expect(try folder.prepare() == folder.path)
    try folder.prepare()
    #expect(throws: BadInput("there is no home for session files; set XDG_STATE_HOME")) {
      try SessionFolder(path: nil).prepare()
    }
    #expect(throws: BadInput("cannot write /dev/null/sessions: Not a directory")) {
      try SessionFolder(path: "/dev/null/sessions").prepare()
    }
  }

  @Test func `two runs of one second have two files, the newest first`() throws {
    let first = try folder.begin("shop-42", "one\n"), second = try folder.begin("shop-42", "two\n")
    #expect(first.path != second.path)
    #expect(Set(folder.files) == [first.path, second.path])
    try FileManager.default.setAttributes([.modificationDate: Date.now + 60], ofItemAtPath: first.path)
    #expect(folder.files == [first.path, second.path])
  }

  @Test func `a file is found by its path and by its name`() throws {
    let path = try folder.begin("shop-42", "one\n").path
    let name = String(path.split(separator: "/").last ?? "")
    for asked in [path, name, String(name.dropLast(6))] { #expect(try folder.find(asked) == path) }
    #expect(throws: BadInput.self) { try folder.find("shop") }
  }

  @Test func `of more files than are kept only those go that nobody would miss`() throws {
    try folder.prepare()
    func make(_ name: String, _ text: String, age: Double) throws {
      let path = "\(folder.path ?? "")/\(name).jsonl"
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      try FileManager.default.setAttributes([.modificationDate: Date.now - age], ofItemAtPath: path)
    }
    for number in 0..<SessionFolder.mostFiles { try make("2026-03-01-094512-shop-\(number)", "long", age: 0) }
    try make("2026-03-01-094512-shop-100", "brief", age: 10)
    try make("2026-03-01-094512-shop-101", "long", age: 20)
    try make("for my class-1", "brief", age: 30)
    try make("2026-03-01-094512-shop-102", "brief", age: 40)
    let written = try LineFile.goOn("\(folder.path ?? "")/2026-03-01-094512-shop-102.jsonl")
    folder.prune { $0 == "brief" }
    let left = folder.files.dropFirst(SessionFolder.mostFiles).map { $0.split(separator: "/").last ?? "" }
    #expect(left == ["2026-03-01-094512-shop-101.jsonl", "for my class-1.jsonl", "2026-03-01-094512-shop-102.jsonl"])
    withExtendedLifetime(written) {}
  }
}
