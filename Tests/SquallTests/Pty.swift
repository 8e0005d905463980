import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The program on a pseudo-terminal: whatever bytes, at once, and signals.
final class Pty {
  private let main: Int32
  /// Kept open, or what was sent to a program that has ended could not be read.
  private let side: Int32
  let process: pid_t
  private(set) var output: [UInt8] = []
  /// The wait status; nil while it runs.
  private(set) var status: Int32?
  private let state: String

  init(columns: Int = 80, rows: Int = 24, _ arguments: [String]) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var main: Int32 = -1, side: Int32 = -1
    var name = [CChar](repeating: 0, count: 256)
    precondition(openpty(&main, &side, &name, nil, &size) == 0)
    for file in [main, side] { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(main, F_SETFL, O_NONBLOCK)
    (self.main, self.side) = (main, side)
    state = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    process = Pty.spawn(
      [Binary.url.path] + arguments,
      ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TERM=xterm-256color", "XDG_STATE_HOME=\(state)"],
      name)
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(main)
    close(side)
    try? FileManager.default.removeItem(atPath: state)
  }

  /// Starts a process as the leader of a session with this terminal.
  private static func spawn(_ command: [String], _ environment: [String], _ terminal: [CChar]) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t(), every = sigset_t()
    sigemptyset(&none)
    sigfillset(&every)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &every)
    // POSIX_SPAWN_SETSID, which is not imported, is 0x80.
    posix_spawnattr_setflags(&attributes, Int16(0x80 | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words = command.map { strdup($0) } + [nil], settings = environment.map { strdup($0) } + [nil]
    var process: pid_t = -1
    let failure = posix_spawn(&process, command[0], &actions, &attributes, &words, &settings)
    precondition(failure == 0, "\(command[0]) cannot be started: \(failure)")
    return process
  }

  /// Sends bytes, and reads meanwhile what comes, as a terminal does.
  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty, isRunning {
      let count = rest.withUnsafeBytes { write(main, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) }
      read(milliseconds: count > 0 ? 0 : 10)
    }
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  /// Reads until the output has this in it.
  func wait(for text: String) -> Bool {
    wait { String(decoding: $0.output, as: UTF8.self).contains(text) }
  }

  /// Reads until the process has ended, and says how many seconds that took; nil when it does not end.
  func secondsToEnd() -> Double? {
    let began = Pty.now
    return wait { !$0.isRunning } ? Pty.now - began : nil
  }

  private func wait(until isDone: (Pty) -> Bool) -> Bool {
    let end = Pty.now + 60
    while !isDone(self) {
      if Pty.now > end { return false }
      read(milliseconds: 10)
    }
    return true
  }

  private var isRunning: Bool {
    var value: Int32 = 0
    if status == nil, waitpid(process, &value, WNOHANG) == process { status = value }
    return status == nil
  }

  private func read(milliseconds: Int32) {
    var file = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
    guard poll(&file, 1, milliseconds) > 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = Glibc.read(main, &buffer, buffer.count)
    if count > 0 { output += buffer[..<count] }
  }

  private static var now: Double { ProcessInfo.processInfo.systemUptime }
}
