import Diagnostics
import Synchronization
import SystemPackage

/// Where a result is written: a file that comes to its place as a whole or not at all; what is there and is no file,
/// such as a device or a pipe, takes it as it comes, and so does standard output.
public final class ResultFile: Sendable {
  private struct State {
    var waiting: [UInt8] = []
    /// Whether the unfinished file is in its place, or gone.
    var isOver = false

    mutating func takeWaiting() -> [UInt8] {
      defer { waiting.removeAll(keepingCapacity: true) }
      return waiting
    }
  }

  private let path: String?
  /// Where the file comes to; nil for what takes it as it comes.
  private let place: String?
  private let file: FileDescriptor
  private let state = Mutex(State())

  /// The result for a path; nil is standard output. Throws while another program is writing it.
  public init(_ path: String?) throws(BadInput) {
    self.path = path
    place = path.flatMap(ResultFile.place)
    if let path, let place {
      file = try ResultFile.begin(ResultFile.unfinished(place), for: path)
    } else if let path {
      file = try writing(path) { try .open(path, .writeOnly, options: .closeOnExec) }
    } else {
      file = .standardOutput
    }
  }

  deinit {
    // What fitted on a full disk is of no use to anybody.
    discard()
    if path != nil { try? file.close() }
  }

  /// A link stays, and leads to the result.
  private static func place(_ path: String) -> String? {
    guard let status = try? Stat(FilePath(path)) else { return path }
    return status.type == .regular ? SystemCall.real(path) : nil
  }

  private static func unfinished(_ place: String) -> String { place + ".new" }

  /// An empty file that nobody else is writing.
  private static func begin(_ unfinished: String, for path: String) throws(BadInput) -> FileDescriptor {
    let mode: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]
    while true {
      let file = try writing(path) {
        try FileDescriptor.open(unfinished, .writeOnly, options: [.create, .closeOnExec], permissions: mode)
      }
      if SystemCall.isLockedByOthers(file) {
        try? file.close()
        throw BadInput("\(path.printable) is still being written by another squall")
      }
      // Who held the lock may have put the file in its place meanwhile.
      if let opened = try? Stat(file), let named = try? Stat(FilePath(unfinished)), opened.inode == named.inode {
        try writing(path) { try file.resize(to: 0) }
        return file
      }
      try? file.close()
    }
  }

  /// Adds to it.
  public func write(_ text: String) throws(BadInput) {
    let full = state.withLock { state -> [UInt8] in
      state.waiting.append(contentsOf: text.utf8)
      return state.waiting.count >= 1 << 16 ? state.takeWaiting() : []
    }
    try put(full)
  }

  private func put(_ bytes: [UInt8]) throws(BadInput) {
    guard let path else { return StandardStream.output.write(String(decoding: bytes, as: UTF8.self)) }
    try writing(path) { _ = try file.writeAll(bytes) }
  }

  /// Puts it in its place.
  public func finish() throws(BadInput) {
    try put(state.withLock { $0.takeWaiting() })
    guard let path, let place else { return }
    try writing(path) {
      try SystemCall.synchronize(file)
      try SystemCall.rename(ResultFile.unfinished(place), to: place)
    }
    state.withLock { $0.isOver = true }
  }

  /// Removes what is unfinished: what a stopped program wrote is of no use, and may be large.
  public func discard() {
    guard let place else { return }
    state.withLock { state in
      if !state.isOver { try? SystemCall.remove(ResultFile.unfinished(place)) }
      state.isOver = true
    }
  }
}
