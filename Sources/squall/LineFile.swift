import Diagnostics
import LabKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file to which one program at a time appends lines, so that whoever is killed can go on where it was.
final class LineFile: Sendable {
  /// Where it is.
  let path: String
  private let file: Int32

  private init(_ path: String, _ file: Int32) {
    (self.path, self.file) = (path, file)
  }

  deinit { close(file) }

  /// A new file with its first lines; nil when there is something at its path.
  static func begin(_ path: String, _ lines: String) throws(BadInput) -> LineFile? {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      if errno == EEXIST { return nil }
      throw failure(path, errno)
    }
    _ = flock(file, LOCK_EX | LOCK_NB)
    let begun = LineFile(path, file)
    do throws(BadInput) { try begun.append(lines) } catch {
      unlink(path)
      throw error
    }
    return begun
  }

  /// A file that goes on, or begins where it `mayBegin`; throws while another program is writing it.
  static func goOn(_ path: String, mayBegin: Bool = false) throws(BadInput) -> LineFile {
    while true {
      // A pipe would keep us waiting for who reads it.
      let flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK | (mayBegin ? O_CREAT : 0)
      let file = open(path, flags, 0o600)
      guard file >= 0 else { throw failure(path, errno) }
      let opened = LineFile(path, file)
      // Some file systems of clusters know no locks; there it is up to who starts the programs.
      if flock(file, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        throw BadInput("\(path.printable) is still being written by another squall")
      }
      var status = stat()
      guard fstat(file, &status) == 0 else { throw failure(path, errno) }
      // Who held the lock may have removed the file while we waited for nothing.
      if status.st_nlink > 0 { return opened }
    }
  }

  /// Leaves only so many bytes: what comes after them is a line that a killed writer did not end.
  func cut(to length: Int) throws(BadInput) {
    guard ftruncate(file, off_t(length)) == 0 else { throw LineFile.failure(path, errno) }
  }

  /// Appends whole lines, all of them or none: with one write, as long as the disk is not full.
  func append(_ lines: String) throws(BadInput) {
    var lines = lines
    let code = lines.withUTF8 { bytes -> Int32 in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let count = write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        guard count > 0 else {
          let code = errno
          // What fitted on the disk would spoil the next line.
          var status = stat()
          let begun = off_t(bytes.count - rest.count)
          if begun > 0, fstat(file, &status) == 0 { ftruncate(file, status.st_size - begun) }
          return code
        }
        rest = rest.dropFirst(count)
      }
      return 0
    }
    if code != 0 { throw LineFile.failure(path, code) }
  }

  /// Whether somebody is known to be writing a file.
  static func isBeingWritten(_ path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return false }
    defer { close(file) }
    // A file system without locks says something else, and then nobody knows.
    return flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// Removes a file if nobody is writing it and nobody would miss it.
  static func remove(_ path: String, if isMissedByNobody: () -> Bool) {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return }
    defer { close(file) }
    // Whoever goes on with it meanwhile waits for the lock, and then sees that it is gone.
    if flock(file, LOCK_EX | LOCK_NB) == 0, isMissedByNobody() { unlink(path) }
  }

  private static func failure(_ path: String, _ code: Int32) -> BadInput {
    BadInput("cannot write \(path.printable): \(String(cString: strerror(code)))")
  }
}
