import Classroom
import LabKit
import Synchronization

/// A session file that is being written, as things happen. Whoever writes it holds a lock on it.
final class SessionLog: Sendable {
  /// Where it is.
  var path: String { file.path }
  private let file: LineFile
  private let writer: Mutex<SessionWriter>

  /// A new file for a run that begins; whole from its first line on.
  init(_ folder: SessionFolder, beginning run: any LabRun) throws(BadInput) {
    let path = try folder.newPath(lab: run.entry.id, seed: run.seed)
    do throws(BadInput) { file = try SessionLog.newFile(path) } catch {
      throw BadInput("this run is not written down: \(error)")
    }
    writer = Mutex(SessionWriter())
    write(SessionWriter.beginning(run, squall: Squall.configuration.version))
    record(run)
    folder.prune()
  }

  /// A file that goes on behind so many bytes.
  init(_ file: LineFile, continuing run: any LabRun, length: Int) throws(BadInput) {
    try file.cut(to: length)
    self.file = file
    writer = Mutex(SessionWriter(continuing: run))
  }

  /// Two runs may begin within one second.
  private static func newFile(_ wanted: String) throws(BadInput) -> LineFile {
    for number in 1...99 {
      let path = number == 1 ? wanted : wanted.dropLast(6) + "-\(number).jsonl"
      if let file = try LineFile.begin(path) { return file }
    }
    throw BadInput("\(wanted.printable) is there already, and so are 98 more of it")
  }

  /// Appends what was done since the last time.
  func record(_ run: any LabRun) {
    write(writer.withLock { $0.lines(for: run) })
  }

  /// A full disk loses the session, not the run.
  private func write(_ text: String) {
    if !text.isEmpty { try? file.append(text) }
  }
}
