import LabKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a result is written: a file that comes to its place as a whole or not at all, or standard output.
///
/// A link stays, and what it leads to is replaced; a pipe or a device is written to as it is.
final class ResultFile {
  private let path: String?
  private let place: String
  /// The file until it is whole; nil for what is no file.
  private let unfinished: String?
  private let file: Int32
  private let interruption: Interruption?
  private var waiting: [UInt8] = []
  private var isFinished = false

  /// The result for a path; nil is standard output.
  init(_ path: String?) throws(BadInput) {
    self.path = path
    guard let path else {
      (place, unfinished, file, interruption) = ("", nil, STDOUT_FILENO, nil)
      return
    }
    var status = stat()
    let isThere = stat(path, &status) == 0
    if isThere, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
      (place, unfinished, file, interruption) = (path, nil, open(path, O_WRONLY | O_CLOEXEC), nil)
    } else {
      place = isThere ? ResultFile.withoutLinks(path) : path
      let unfinished = place + ".new"
      self.unfinished = unfinished
      file = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      // What a stopped program wrote is of no use either, and may be large.
      interruption = Interruption { end in
        unlink(unfinished)
        end()
      }
    }
    guard file >= 0 else { throw failure }
  }

  deinit {
    guard path != nil else { return }
    close(file)
    // What fitted on a full disk is of no use to anybody.
    if !isFinished, let unfinished { unlink(unfinished) }
  }

  private static func withoutLinks(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }

  /// Adds to it.
  func write(_ text: String) throws(BadInput) {
    waiting.append(contentsOf: text.utf8)
    if waiting.count >= 1 << 16 { try flush() }
  }

  private func flush() throws(BadInput) {
    defer { waiting.removeAll(keepingCapacity: true) }
    guard path != nil else { return StandardStream.output.write(String(decoding: waiting, as: UTF8.self)) }
    var rest = waiting[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { throw failure }
      rest = rest.dropFirst(count)
    }
  }

  /// Puts it in its place.
  func finish() throws(BadInput) {
    try flush()
    guard let unfinished else { return }
    guard fsync(file) == 0, rename(unfinished, place) == 0 else { throw failure }
    isFinished = true
  }

  private var failure: BadInput {
    BadInput("cannot write \((path ?? "").printable): \(String(cString: strerror(errno)))")
  }
}
