import CTerminal
import Glibc

/// Where frames go: the terminal, through a description of its own that never blocks.
struct TerminalOutput: ~Copyable {
  /// The descriptor that is written to.
  let file: Int32
  private let isOwn: Bool

  /// Opens the terminal behind standard output once more, since making the shared description non-blocking
  /// would outlive this process and confuse the shell.
  init() {
    let own = open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    isOwn = own >= 0
    file = isOwn ? own : STDOUT_FILENO
  }

  deinit { if isOwn { close(file) } }

  /// Writes all bytes, in one call unless the terminal takes only part of them.
  ///
  /// A slow terminal is waited for until a signal comes, for which `signals` becomes readable. Returns false
  /// when the rest was given up, because of a signal or because the terminal is gone.
  borrowing func write(_ bytes: [UInt8], signals: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var at = 0
      while at < buffer.count {
        let count = Glibc.write(file, buffer.baseAddress! + at, buffer.count - at)
        if count > 0 {
          at += count
        } else if errno == EAGAIN {
          if !waitUntilReady(signals) { return false }
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  private borrowing func waitUntilReady(_ signals: Int32) -> Bool {
    var files = [
      pollfd(fd: file, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&files, 2, -1) < 0 { if errno != EINTR { return false } }
    return files[1].revents == 0 && files[0].revents & Int16(POLLERR | POLLHUP | POLLNVAL) == 0
  }
}
