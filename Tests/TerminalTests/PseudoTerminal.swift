import Glibc
import Testing

/// The probe on a pseudo-terminal, with an emulator looking on.
///
/// Nothing here sleeps: what is expected is read until it appears, or until a deadline that only a hang reaches.
final class PseudoTerminal {
  /// For hang detection only.
  static let patience = 20.0

  private(set) var emulator: Emulator
  /// Everything that was sent, and the pieces as they were read.
  private(set) var output: [UInt8] = []
  private(set) var reads: [[UInt8]] = []
  private(set) var status: Int32?
  let process: pid_t
  /// The settings of the terminal before the process began.
  let original: termios
  private(set) var main: Int32
  /// Kept open, so that the settings can be looked at after the process has ended.
  private let side: Int32
  /// Whether queries are answered as a modern terminal does.
  private let answers: Bool
  /// How many columns a line of a frame takes on it.
  private let columnsOfLine: Int

  init(
    _ command: [String]? = nil, arguments: [String] = [], columns: Int = 80, rows: Int = 24,
    environment: [String] = [], answers: Bool = true, columnsOfLine: Int = 1
  ) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var main: Int32 = -1, side: Int32 = -1
    var name = [CChar](repeating: 0, count: 256)
    precondition(openpty(&main, &side, &name, nil, &size) == 0)
    (self.main, self.side, self.answers) = (main, side, answers)
    self.columnsOfLine = columnsOfLine
    for file in [main, side] { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(main, F_SETFL, O_NONBLOCK)
    emulator = Emulator(width: columns, height: rows)
    var all = ["PATH=/usr/bin:/bin", "HOME=/", "LC_ALL=C.UTF-8", "TERM=xterm-256color"]
    for setting in environment {
      let key = setting.prefix { $0 != "=" } + "="
      all.removeAll { $0.hasPrefix(key) }
      all.append(setting)
    }
    var settings = termios()
    tcgetattr(side, &settings)
    original = settings
    process = Self.spawn(command ?? [Self.probe] + arguments, all, name)
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    if main >= 0 { close(main) }
    close(side)
  }

  /// The probe lies beside the tests.
  static let probe: String = {
    var path = [CChar](repeating: 0, count: 4096)
    readlink("/proc/self/exe", &path, 4095)
    let own = path.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    return own.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/terminal-probe"
  }()

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
    var words = command.map { strdup($0) } + [nil]
    var settings = environment.map { strdup($0) } + [nil]
    var process: pid_t = -1
    let failure = posix_spawn(&process, command[0], &actions, &attributes, &words, &settings)
    precondition(failure == 0, "\(command[0]) cannot be started: \(failure)")
    return process
  }

  /// Sends keys or whatever else a terminal sends.
  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(main, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        _ = readOnce(milliseconds: 20)
      } else {
        return
      }
    }
  }

  func resize(columns: Int, rows: Int) {
    emulator.resize(width: columns, height: rows)
    setSize(columns: columns, rows: rows)
  }

  /// Tells the process only.
  func setSize(columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = withUnsafeMutablePointer(to: &size) { ioctl(main, UInt(TIOCSWINSZ), $0) }
  }

  /// Closes the terminal's own side, as a window that is closed does.
  func hangUp() {
    close(main)
    main = -1
  }

  /// Reads until the condition holds; false after the deadline or the end of the process.
  @discardableResult
  func wait(_ comment: Comment? = nil, until isDone: (PseudoTerminal) -> Bool) -> Bool {
    let end = Self.now() + Self.patience
    while !isDone(self) {
      if Self.now() > end || (status != nil && !readOnce(milliseconds: 0)) {
        if isDone(self) { return true }
        Issue.record(comment ?? "what was expected did not come: \(emulator.text.joined(separator: "\n"))")
        return false
      }
      readOnce(milliseconds: 20)
    }
    return true
  }

  /// Waits until a row contains the text.
  @discardableResult
  func wait(for text: String) -> Bool { wait("no «\(text)»") { $0.shows(text) } }

  func shows(_ text: String) -> Bool { emulator.text.contains { $0.contains(text) } }

  /// Waits until the process has ended and returns its status.
  @discardableResult
  func waitForEnd() -> Int32 {
    wait("the process did not end") { $0.status != nil }
    while readOnce(milliseconds: 0) {}
    return status ?? -1
  }

  /// Whether anything was read. Notices the end of the process too.
  @discardableResult
  func readOnce(milliseconds: Int32) -> Bool {
    noticeEnd()
    guard main >= 0 else {
      poll(nil, 0, milliseconds)
      return false
    }
    var file = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
    guard poll(&file, 1, milliseconds) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = read(main, &buffer, buffer.count)
    guard count > 0 else { return false }
    let piece = Array(buffer[..<count])
    output += piece
    reads.append(piece)
    emulator.feed(piece)
    if answers { answer(piece) }
    return true
  }

  func noticeEnd() {
    var value: Int32 = 0
    if status == nil, waitpid(process, &value, WNOHANG) == process { status = value }
  }

  private func answer(_ piece: [UInt8]) {
    let text = String(decoding: piece, as: UTF8.self)
    if text.contains("─\u{1B}[6n") { send("\u{1B}[2;\(1 + columnsOfLine)R") }
    if text.contains("\u{1B}[?2026$p") { send("\u{1B}[?2026;2$y") }
    if text.contains("\u{1B}]11;?") { send("\u{1B}]11;rgb:1e1e/2020/2828\u{1B}\\") }
    if text.contains("\u{1B}[c") { send("\u{1B}[?62;22c") }
  }

  /// Writes over what is shown, as another program on the same terminal would.
  func garble(_ text: String = "\u{1B}[3;5Hgarbage\u{1B}[9;1Hgarbage") { emulator.feed(Array(text.utf8)) }

  /// The number in the title of the probe, 0 while there is none.
  var draws: Int { emulator.text[0].split(separator: " ").last.flatMap { Int($0) } ?? 0 }

  /// How often the process gave up the processor by itself.
  var contextSwitches: Int { statusValue("voluntary_ctxt_switches:").flatMap { Int($0) } ?? -1 }

  /// Whether the process has read everything and sleeps.
  var isIdle: Bool { unreadInput == 0 && statusValue("State:") == "S" }

  private func statusValue(_ name: String) -> String? {
    guard let file = fopen("/proc/\(process)/status", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let words = line.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }.split {
        " \t\n".contains($0)
      }
      if words.first.map(String.init) == name, words.count > 1 { return String(words[1]) }
    }
    return nil
  }

  /// The settings of the terminal now.
  var settings: termios {
    var settings = termios()
    tcgetattr(side, &settings)
    return settings
  }

  /// Bytes that wait to be read by whoever comes next.
  var unreadInput: Int {
    var count: Int32 = 0
    _ = withUnsafeMutablePointer(to: &count) { ioctl(side, UInt(FIONREAD), $0) }
    return Int(count)
  }

  /// Bytes that were sent and not read yet.
  var unreadOutput: Int {
    var count: Int32 = 0
    _ = withUnsafeMutablePointer(to: &count) { ioctl(main, UInt(FIONREAD), $0) }
    return Int(count)
  }

  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
