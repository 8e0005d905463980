import Diagnostics
import Files
import LabKit
import Runs

/// The file in which a sweep's finished runs lie until all are, beside the one that it will give.
///
/// Its first line is the plan; each further line is a finished run.
final class SweepFile: Sendable {
  private let path: String
  private let part: LineFile

  /// Opens the file of finished runs for the result at this path, and takes in what is finished.
  init(_ path: String, _ sweep: Sweep, _ table: SweepTable, into tally: inout SweepProgress) throws(BadInput) {
    self.path = path
    part = try LineFile.goOn(SweepFile.part(of: path), mayBegin: true)
    let heading = "\(sweep.plan); shard \(sweep.shard.number)/\(sweep.shard.of)\n"
    let bytes = try FileText.bytes(part.path, expecting: "finished runs of a sweep", atMost: .max)
    let length = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    // A writer that was killed in its first line has done nothing.
    if length > 0 || !heading.utf8.starts(with: bytes) {
      let text = String(decoding: bytes[..<length], as: UTF8.self)
      try SweepFile.take(text, part.path, heading, sweep, table, into: &tally)
    }
    try part.cut(to: length)
    if length == 0 { try part.append(heading) }
  }

  /// Where finished runs lie until all are.
  static func part(of path: String) -> String { path + ".part" }

  private static func take(
    _ text: String, _ part: String, _ heading: String, _ sweep: Sweep, _ table: SweepTable,
    into tally: inout SweepProgress
  ) throws(BadInput) {
    guard text.hasPrefix(heading) else {
      throw BadInput("\(part.printable) is of another sweep; take another --out, or remove it to begin again")
    }
    let lines = text.dropFirst(heading.count).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    for (index, line) in lines.enumerated() {
      guard let outcome = SweepOutcome(line, runs: sweep.runs, figures: table.figures) else {
        throw BadInput("\(part.printable), line \(index + 2): this is no finished run; remove the file to begin again")
      }
      tally.take(outcome)
      // Once: a squall that was built anew may have the same version and another lab.
      if index == 0, sweep.outcome(ofRun: outcome.run).digest != outcome.digest {
        throw BadInput(
          "\(part.printable) was begun by another squall, whose runs were others; remove it to begin again")
      }
    }
  }

  /// Appends a finished run.
  func append(_ outcome: SweepOutcome) throws(BadInput) { try part.append(outcome.line) }

  /// Puts the result in its place, whole or not at all, and removes the finished runs.
  func finish(_ text: String) throws(BadInput) {
    let result = try ResultFile(path), interruption = Interruption(discarding: result)
    defer { withExtendedLifetime(interruption) {} }
    try result.write(text)
    try result.finish()
    LineFile.remove(part.path)
  }

  /// Whether the result is there already: then it is complete, since it comes to its place as a whole.
  static func isFinished(_ path: String, _ table: SweepTable) throws(BadInput) -> Bool {
    guard FileText.exists(path) else { return false }
    let bytes = try FileText.bytes(path, expecting: "a file to write", atMost: .max)
    guard table.isWhole(String(decoding: bytes, as: UTF8.self)) else {
      throw BadInput("\(path.printable) is there already and is no result of this sweep; take another --out")
    }
    // Whoever wrote it was killed before it could.
    LineFile.remove(part(of: path))
    return true
  }
}
