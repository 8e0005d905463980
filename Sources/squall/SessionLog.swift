import Classroom
import LabKit
import Synchronization

/// A session file that is being written, as things happen. Whoever writes it holds a lock on it.
final class SessionLog: Sendable {
  private let file: LineFile
  private let writer: Mutex<SessionWriter>

  /// A new file for a run that begins; whole from its first line on.
  init(_ folder: SessionFolder, beginning run: any LabRun) throws(BadInput) {
    let path = try folder.newPath(lab: run.entry.id, seed: run.seed)
    var writer = SessionWriter()
    let lines =
      SessionWriter.beginning(run, squall: Squall.configuration.version) + writer.lines(for: run)
    do throws(BadInput) { file = try SessionLog.newFile(path, lines) } catch {
      throw BadInput("this run is not written down: \(error)")
    }
    self.writer = Mutex(writer)
    folder.prune()
  }

  /// A file that goes on behind so many bytes.
  init(_ file: LineFile, continuing run: any LabRun, length: Int) throws(BadInput) {
    try file.cut(to: length)
    self.file = file
    writer = Mutex(SessionWriter(continuing: run))
  }

  /// Two runs may begin within one second.
  private static func newFile(_ wanted: String, _ lines: String) throws(BadInput) -> LineFile {
    for number in 1...99 {
      let path = number == 1 ? wanted : wanted.dropLast(6) + "-\(number).jsonl"
      if let file = try LineFile.begin(path, lines) { return file }
    }
    throw BadInput("\(wanted.printable) is there already, and so are 98 more of it")
  }

  /// Appends what was done since the last time.
  func record(_ run: any LabRun) {
    writer.withLock { writer in
      var next = writer
      let lines = next.lines(for: run)
      // A full disk does not end the run; what did not fit is tried again, for later lines make no sense without it.
      do throws(BadInput) { try file.append(lines) } catch { return }
      writer = next
    }
  }
}
