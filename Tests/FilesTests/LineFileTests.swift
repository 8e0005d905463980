import Diagnostics
import Files
import Foundation
import Testing

struct LineFileTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func `a file begins once and goes on`() throws {
    let path = scratch.path("run.jsonl")
    do {
      let file = try #require(try LineFile.begin(path, "one\n"))
      try file.append("two\n")
      #expect(try LineFile.begin(path, "three\n") == nil)
    }
    try LineFile.goOn(path).append("three\n")
    #expect(scratch.text("run.jsonl") == "one\ntwo\nthree\n")
  }

  @Test func `nobody else writes a file that is being written`() throws {
    let path = scratch.path("run.jsonl")
    var file = try LineFile.begin(path, "one\n")
    #expect(file != nil && LineFile.isBeingWritten(path))
    #expect(throws: BadInput("\(path) is still being written by another squall")) { try LineFile.goOn(path) }
    LineFile.remove(path) { true }
    #expect(scratch.text("run.jsonl") == "one\n")
    file = nil
    #expect(!LineFile.isBeingWritten(path))
    LineFile.remove(path) { false }
    #expect(scratch.text("run.jsonl") == "one\n")
    LineFile.remove(path) { true }
    #expect(scratch.names == [])
  }

  @Test func `a line that was not ended is cut off`() throws {
    let path = scratch.path("run.jsonl")
    try scratch.write("run.jsonl", Array("one\ntw".utf8))
    let file = try LineFile.goOn(path)
    try file.cut(to: 4)
    try file.append("two\n")
    #expect(scratch.text("run.jsonl") == "one\ntwo\n")
  }

  @Test func `a file that must be there is not made`() throws {
    #expect(throws: BadInput.self) { try LineFile.goOn(scratch.path("none")) }
    #expect(scratch.names == [])
    try LineFile.goOn(scratch.path("new"), mayBegin: true).append("one\n")
    #expect(scratch.text("new") == "one\n")
  }

  @Test func `what cannot be written is one line with the reason`() {
    #expect(throws: BadInput("cannot write /nowhere/at/all: No such file or directory")) {
      try LineFile.begin("/nowhere/at/all", "")
    }
  }
}
