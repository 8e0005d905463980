import Classroom
import LabKit
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A session file that is being written, as things happen. Whoever writes it holds a lock on it.
final class SessionLog: Sendable {
  /// Where it is.
  let path: String
  private let file: Int32
  private let writer: Mutex<SessionWriter>

  /// A new file for a run that begins; whole from its first line on.
  init(_ folder: SessionFolder, beginning run: any LabRun) throws(BadInput) {
    let wanted = try folder.newPath(lab: run.entry.id, seed: run.seed)
    var path = wanted, file: Int32 = -1
    // Two runs may begin within one second.
    for number in 1...99 {
      if number > 1 { path = wanted.dropLast(6) + "-\(number).jsonl" }
      file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
      if file >= 0 || errno != EEXIST { break }
    }
    guard file >= 0 else {
      throw BadInput("this run is not written down: \(path.printable): \(String(cString: strerror(errno)))")
    }
    (self.path, self.file) = (path, file)
    _ = flock(file, LOCK_EX | LOCK_NB)
    writer = Mutex(SessionWriter())
    write(SessionWriter.beginning(run, squall: Squall.configuration.version))
    record(run)
    folder.prune()
  }

  /// A file that goes on; throws when somebody else is writing it.
  init(_ path: String, continuing run: any LabRun, length: Int) throws(BadInput) {
    self.path = path
    file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard file >= 0 else {
      throw BadInput("\(path.printable): \(String(cString: strerror(errno)))")
    }
    writer = Mutex(SessionWriter(continuing: run))
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      throw BadInput("\(path.printable) is still being written by another squall")
    }
    // The rest of a line that a killed writer left.
    ftruncate(file, off_t(length))
  }

  deinit { close(file) }

  /// Appends what was done since the last time.
  func record(_ run: any LabRun) {
    write(writer.withLock { $0.lines(for: run) })
  }

  /// With one write, so that a line is there as a whole or not at all. A full disk loses the session, not the run.
  private func write(_ text: String) {
    guard !text.isEmpty else { return }
    var text = text
    text.withUTF8 { bytes in _ = Glibc.write(file, bytes.baseAddress, bytes.count) }
  }

  /// Whether somebody is writing a file.
  static func isBeingWritten(_ path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return flock(file, LOCK_SH | LOCK_NB) != 0
  }
}
