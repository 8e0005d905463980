import Classroom
import LabKit
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file in which a sweep's finished runs lie until all are, beside the one that it will give.
///
/// Its first line is the plan; each further line is a finished run, appended with one write. What a killed writer left
/// of a line is cut off, so that a sweep goes on where it was.
final class SweepFile: Sendable {
  private let path: String
  private let part: String
  private let file: Int32

  /// Opens the file of finished runs for the result at this path, and takes in what is finished.
  init(_ path: String, _ sweep: Sweep, _ table: SweepTable, into tally: inout SweepTally) throws(BadInput) {
    self.path = path
    part = path + ".part"
    file = open(part, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SweepFile.failure(part) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      throw BadInput("\(part.printable) is being written by another squall")
    }
    let heading = "\(sweep.plan); shard \(sweep.shard.number)/\(sweep.shard.of)\n"
    var length = 0
    if let bytes = contents(ofFile: part), !bytes.isEmpty {
      length = try SweepFile.take(bytes, part, heading, sweep, table, into: &tally)
    }
    guard ftruncate(file, off_t(length)) == 0 else { throw SweepFile.failure(part) }
    if length == 0 { try append(heading) }
  }

  deinit { close(file) }

  /// Takes in whole lines and says where they end.
  private static func take(
    _ bytes: [UInt8], _ part: String, _ heading: String, _ sweep: Sweep, _ table: SweepTable,
    into tally: inout SweepTally
  ) throws(BadInput) -> Int {
    let length = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    // A writer that was killed in its first line has done nothing.
    if length == 0, heading.utf8.starts(with: bytes) { return 0 }
    let text = String(decoding: bytes[..<length], as: UTF8.self)
    guard text.hasPrefix(heading) else {
      throw BadInput("\(part.printable) is of another sweep; take another --out, or remove it to begin again")
    }
    let lines = text.dropFirst(heading.count).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast()
    for (index, line) in lines.enumerated() {
      guard let outcome = SweepOutcome(line, runs: sweep.runs, figures: table.figures) else {
        throw BadInput(
          "\(part.printable), line \(index + 2): this is no finished run; remove the file to begin again")
      }
      tally.take(outcome)
      // Once: a squall that was built anew may have the same version and another lab.
      if index == 0, sweep.outcome(ofRun: outcome.run).digest != outcome.digest {
        throw BadInput(
          "\(part.printable) was begun by another squall, whose runs were others; remove it to begin again")
      }
    }
    return length
  }

  /// Appends a finished run.
  func append(_ outcome: SweepOutcome) throws(BadInput) { try append(outcome.line) }

  private func append(_ text: String) throws(BadInput) {
    var text = text
    let written = text.withUTF8 { write(file, $0.baseAddress, $0.count) }
    guard written == text.utf8.count else { throw SweepFile.failure(part) }
  }

  /// Puts the result in its place, whole or not at all, and removes the finished runs.
  func finish(_ text: String) throws(BadInput) {
    let new = path + ".new"
    let result = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard result >= 0 else { throw SweepFile.failure(new) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(result, $0.baseAddress, $0.count) }
      guard count > 0 else { throw SweepFile.failure(new) }
      rest = rest.dropFirst(count)
    }
    guard fsync(result) == 0, close(result) == 0, rename(new, path) == 0 else {
      throw SweepFile.failure(path)
    }
    unlink(part)
  }

  /// Removes the finished runs of a result that is there: whoever wrote it was killed before it could.
  static func removePart(of path: String) { unlink(path + ".part") }

  private static func failure(_ path: String) -> BadInput {
    BadInput("cannot write \(path.printable): \(String(cString: strerror(errno)))")
  }
}
