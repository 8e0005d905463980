import LabKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a result is written: a file that comes to its place as a whole or not at all, or standard output.
final class ResultFile {
  private let path: String?
  private let unfinished: String
  private let file: Int32
  private var waiting: [UInt8] = []
  private var isFinished = false

  /// The result for a path; nil is standard output.
  init(_ path: String?) throws(BadInput) {
    self.path = path
    unfinished = (path ?? "") + ".new"
    file = path == nil ? STDOUT_FILENO : open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure }
  }

  deinit {
    guard path != nil else { return }
    close(file)
    // What fitted on a full disk is of no use to anybody.
    if !isFinished { unlink(unfinished) }
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
    guard let path else { return }
    guard fsync(file) == 0, rename(unfinished, path) == 0 else { throw failure }
    isFinished = true
  }

  private var failure: BadInput {
    BadInput("cannot write \((path ?? "").printable): \(String(cString: strerror(errno)))")
  }
}
