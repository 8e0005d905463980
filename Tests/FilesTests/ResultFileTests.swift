import Diagnostics
import Files
import Foundation
import Testing

struct ResultFileTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func `a result comes to its place as a whole`() throws {
    try scratch.write("out", Array("before".utf8))
    let file = try ResultFile(scratch.path("out"))
    try file.write(String(repeating: "x", count: 1 << 17))
    #expect(scratch.text("out") == "before" && scratch.names == ["out", "out.new"])
    try file.write("y")
    try file.finish()
    #expect(scratch.text("out") == String(repeating: "x", count: 1 << 17) + "y" && scratch.names == ["out"])
  }

  @Test func `what is not finished leaves nothing`() throws {
    var file: ResultFile? = try ResultFile(scratch.path("out"))
    try file?.write("half")
    #expect(scratch.names == ["out.new"])
    file = nil
    #expect(scratch.names == [])
  }

  @Test func `what was given up is not removed twice`() throws {
    let first = try ResultFile(scratch.path("out"))
    first.discard()
    let second = try ResultFile(scratch.path("out"))
    first.discard()
    try second.write("whole")
    try second.finish()
    first.discard()
    #expect(scratch.text("out") == "whole")
  }

  @Test func `two do not write one result`() throws {
    let path = scratch.path("out")
    let first = try ResultFile(path)
    #expect(throws: BadInput("\(path) is still being written by another squall")) { try ResultFile(path) }
    try first.finish()
    try ResultFile(path).finish()
  }

  @Test func `a link stays and leads to the result`() throws {
    try scratch.write("real", [])
    try FileManager.default.createSymbolicLink(atPath: scratch.path("link"), withDestinationPath: "real")
    let file = try ResultFile(scratch.path("link"))
    try file.write("text")
    try file.finish()
    #expect(scratch.text("real") == "text")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path("link")) == "real")
  }

  @Test func `a device takes what comes and stays what it is`() throws {
    let file = try ResultFile("/dev/null")
    try file.write("text")
    try file.finish()
    #expect(
      try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
        == .typeCharacterSpecial)
    #expect(throws: BadInput("cannot write /dev/full: No space left on device")) {
      let full = try ResultFile("/dev/full")
      try full.write("text")
      try full.finish()
    }
  }
}
