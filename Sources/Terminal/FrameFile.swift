import CTerminal
import Glibc

/// The file in memory that ncurses takes for its terminal.
///
/// ncurses 6.4 writes at every jump of the cursor, some 300 times a frame at 200x50, and a reader sees the
/// frame torn. Gathered here, a frame leaves in one write.
struct FrameFile: ~Copyable {
  /// What `newterm` gets.
  let stream: UnsafeMutablePointer<FILE>
  private let file: Int32
  private var bytes: [UInt8] = []

  init() throws(TerminalError) {
    file = squall_memory_file()
    guard file >= 0, let stream = fdopen(file, "w+") else { throw .system(call: "memfd_create") }
    self.stream = stream
  }

  deinit { fclose(stream) }

  /// Hands over what ncurses wrote since the last call.
  mutating func take(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    fflush(stream)
    let count = Int(lseek(file, 0, SEEK_CUR))
    guard count > 0 else { return }
    if bytes.count < count { bytes = [UInt8](repeating: 0, count: count * 2) }
    lseek(file, 0, SEEK_SET)
    let got = bytes.withUnsafeMutableBytes { max(0, pread(file, $0.baseAddress, count, 0)) }
    bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<got])) }
  }
}
