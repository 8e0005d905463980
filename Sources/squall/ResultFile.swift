import Diagnostics
import LabKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a result is written: a file that comes to its place as a whole or not at all; what is there and is no file,
/// such as a device or a pipe, takes it as it comes, and so does standard output.
final class ResultFile {
  private let path: String?
  /// Where the file comes to; nil for what takes it as it comes.
  private let place: String?
  private let file: Int32
  private let interruption: Interruption?
  private var waiting: [UInt8] = []
  private var isFinished = false

  /// The result for a path; nil is standard output. Throws while another program is writing it.
  init(_ path: String?) throws(BadInput) {
    self.path = path
    place = path.flatMap(ResultFile.place)
    if let place {
      let unfinished = ResultFile.unfinished(place)
      file = try ResultFile.begin(unfinished, for: path ?? place)
      // What a stopped program wrote is of no use either, and may be large.
      interruption = Interruption { end in
        unlink(unfinished)
        end()
      }
      return
    }
    interruption = nil
    file = path.map { open($0, O_WRONLY | O_CLOEXEC) } ?? STDOUT_FILENO
    if let path, file < 0 { throw ResultFile.failure(path, errno) }
  }

  deinit {
    // What fitted on a full disk is of no use to anybody.
    if let place, !isFinished { unlink(ResultFile.unfinished(place)) }
    if path != nil { close(file) }
  }

  /// A link stays, and leads to the result.
  private static func place(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return path }
    guard status.st_mode & S_IFMT == S_IFREG, let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private static func unfinished(_ place: String) -> String { place + ".new" }

  /// An empty file that nobody else is writing.
  private static func begin(_ unfinished: String, for path: String) throws(BadInput) -> Int32 {
    while true {
      let file = open(unfinished, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
      guard file >= 0 else { throw failure(path, errno) }
      if flock(file, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        close(file)
        throw BadInput("\(path.printable) is still being written by another squall")
      }
      var opened = stat(), named = stat()
      // Who held the lock may have put the file in its place meanwhile.
      if fstat(file, &opened) == 0, stat(unfinished, &named) == 0, opened.st_ino == named.st_ino {
        ftruncate(file, 0)
        return file
      }
      close(file)
    }
  }

  /// Adds to it.
  func write(_ text: String) throws(BadInput) {
    waiting.append(contentsOf: text.utf8)
    if waiting.count >= 1 << 16 { try flush() }
  }

  private func flush() throws(BadInput) {
    defer { waiting.removeAll(keepingCapacity: true) }
    guard let path else { return StandardStream.output.write(String(decoding: waiting, as: UTF8.self)) }
    var rest = waiting[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(file, $0) }
      guard count > 0 else { throw ResultFile.failure(path, errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// Puts it in its place.
  func finish() throws(BadInput) {
    try flush()
    guard let path, let place else { return }
    guard fsync(file) == 0, rename(ResultFile.unfinished(place), place) == 0 else {
      throw ResultFile.failure(path, errno)
    }
    isFinished = true
  }

  private static func failure(_ path: String, _ code: Int32) -> BadInput {
    BadInput("cannot write \(path.printable): \(String(cString: strerror(code)))")
  }
}
