import CTerminal
import Glibc

/// Signals as bytes in a pipe, so that the event loop can wait for them beside keys.
struct SignalPipe: ~Copyable {
  /// Becomes readable by a signal.
  let readEnd: Int32
  private let writeEnd: Int32

  /// Remembers how signals were handled; nothing is caught yet.
  init() throws(TerminalError) {
    var ends: [Int32] = [-1, -1]
    if squall_pipe(&ends) != 0 { throw .system(call: "pipe") }
    readEnd = ends[0]
    writeEnd = ends[1]
    squall_signals_remember()
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// From here on signals come through the pipe, and fatal ones restore the terminal.
  func catchSignals() { squall_signals_catch(writeEnd) }

  /// Brings back how signals were handled before.
  func release() { squall_signals_release() }

  /// The signals that came since the last call, each once.
  func take() -> Set<Int32> {
    var numbers = Set<Int32>()
    var bytes = [UInt8](repeating: 0, count: 64)
    while true {
      let count = read(readEnd, &bytes, bytes.count)
      guard count > 0 else { break }
      for byte in bytes[..<count] { numbers.insert(Int32(byte)) }
    }
    squall_signals_noticed()
    return numbers
  }
}
