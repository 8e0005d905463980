import CNcurses
import CTerminal
import Glibc
import Grid

/// The terminal as a screen of cells with keys: opened once, used on one thread, given back whatever happens.
///
/// Everything that reads, draws or waits belongs to the thread that opened the screen, since ncurses keeps its
/// state in globals; only its `waker` may be used from others. While it is open, standard error is kept back
/// and shown when the terminal is given back, so that the message of a crash is not lost on a screen that
/// vanishes.
public final class Screen {
  /// Ends a wait from any thread.
  public let waker: Waker
  /// The extent in cells, each at least 1.
  public internal(set) var columns = 0, rows = 0
  /// How fine glyphs are: by option, by the locale, and by the terminal's own answer.
  public internal(set) var glyphs: GlyphLevel

  let options: ScreenOptions
  let depth: ColorDepth
  let output: TerminalOutput
  let signals: SignalPipe
  var frame: FrameFile
  var filter: StyleFilter?
  let original: termios
  let enterText: [UInt8], leaveText: [UInt8], queryText: [UInt8]
  private var curses: OpaquePointer?

  /// The grid on the terminal, by which only changes are drawn.
  var shown = CellGrid(width: 0, height: 0)
  var palette: Palette?
  var looks: [cchar_t] = []
  var line: [cchar_t] = []
  var needsRepaint = true
  /// Whether the terminal said that it has synchronized output.
  var isSynchronized = false

  var parser = InputParser()
  var events: [Event] = []
  /// Until when answers to the queries are worth waiting for at the end; nil when all came.
  var answersUntil: UInt64?

  /// Opens the terminal behind standard input and output.
  ///
  /// It returns as soon as the terminal is set up; answers to its queries are taken when they come.
  /// Throws when there is no terminal or none that can address its cursor; nothing is changed then.
  public init(_ options: ScreenOptions = ScreenOptions()) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal(stream: "standard input") }
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal(stream: "standard output") }
    if squall_restore_is_armed() { throw .alreadyOpen }
    let name = Self.environment("TERM") ?? ""
    let capabilities = try Capabilities(name: name.isEmpty ? "unset" : name, wantedColors: options.color.count)
    self.options = options
    // The font of a console has no braille.
    glyphs = !Self.speaksUTF8() ? .ascii : options.glyphs ?? (name.hasPrefix("linux") ? .block : .braille)
    var depth = options.color.depth(environment: Self.environment, terminalColors: capabilities.colors)
    if capabilities.colors < 256, case .truecolor = depth { depth = .indexed(256) }
    if case .indexed(let count) = depth, count > capabilities.colors {
      depth = capabilities.colors >= 8 ? .indexed(capabilities.colors >= 16 ? 16 : 8) : .none
    }
    self.depth = depth
    // The terminals with 256 colours all speak SGR as ECMA-48 has it; others get what ncurses says.
    filter = depth != .none && capabilities.colors >= 256 ? StyleFilter() : nil
    (enterText, leaveText) = Modes.texts(capabilities, usesMouse: options.usesMouse)
    queryText = Modes.queries(
      name: name, environment: Self.environment, background: options.asksBackground,
      width: options.glyphs == nil && glyphs != .ascii)
    waker = try Waker()
    output = TerminalOutput()
    frame = try FrameFile()
    var settings = termios()
    if tcgetattr(STDIN_FILENO, &settings) != 0 { throw .system(call: "tcgetattr") }
    original = settings
    signals = try SignalPipe()

    // Inherited ones may be those of another window. ncurses must not look at the database alone either: the
    // Linux console has no size there, and newterm would fail.
    unsetenv("LINES")
    unsetenv("COLUMNS")
    curses = newterm(capabilities.name, frame.stream, frame.stream)
    if curses == nil {
      signals.release()
      throw .unknownTerminal(name: name)
    }
    // Otherwise ncurses would stop drawing half-way when a key waits.
    typeahead(-1)
    if depth != .none { start_color() }
    leaveok(squall_stdscr(), true)
    take()
    signals.catchSignals()
    enter()
    takeSize()
  }

  deinit { close() }

  /// Gives the terminal back; drawing and waiting have no effect from then on.
  public func close() {
    guard let open = curses else { return }
    curses = nil
    awaitAnswers()
    squall_restore_now()
    endwin()
    delscreen(open)
    signals.release()
  }

  /// Whether the terminal is still ours.
  public var isOpen: Bool { curses != nil }

  /// Ends the process as `signal` does when nobody catches it, so that whoever started it sees why it ended.
  ///
  /// The terminal is given back first if it is still open.
  public static func end(by signal: Int32) -> Never { squall_signals_end(signal) }

  /// Takes the terminal: at the start, and after a stop. From the background this stops the process before
  /// anything is drawn.
  func take() {
    var settings = original
    squall_settings_for_keys(&settings)
    _ = leaveText.withUnsafeBytes { text in
      withUnsafePointer(to: original) {
        squall_restore_arm(STDIN_FILENO, &settings, output.file, $0, text.baseAddress, text.count)
      }
    }
  }

  /// Sets every mode that the screen uses, and asks what the terminal can do.
  func enter() {
    send(enterText + queryText)
    if !queryText.isEmpty { answersUntil = Self.now() + 1_000_000_000 }
  }

  /// Nanoseconds of the steady clock.
  static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Whether characters outside ASCII reach the terminal whole.
  private static func speaksUTF8() -> Bool {
    if setlocale(LC_ALL, "") == nil,
      let wanted = environment("LC_ALL") ?? environment("LC_CTYPE") ?? environment("LANG"),
      wanted.lowercased().contains("utf-8") || wanted.lowercased().contains("utf8")
    {
      // The locale is not installed here, but what the terminal speaks is clear.
      setlocale(LC_ALL, "C.UTF-8")
    }
    return String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8"
  }
}

/// How a screen is to be opened.
public struct ScreenOptions: Equatable, Sendable {
  /// How many colours to use.
  public var color: ColorChoice
  /// Whether the terminal sends what the mouse does; its own selection needs Shift then.
  public var usesMouse: Bool
  /// How fine glyphs are where the locale speaks UTF-8; nil is as fine as the terminal draws them in one column.
  public var glyphs: GlyphLevel?
  /// Whether to ask for the terminal's own background colour; the answer comes as an input.
  public var asksBackground: Bool

  /// Options; what is not given follows the terminal.
  public init(
    color: ColorChoice = .auto, usesMouse: Bool = true, glyphs: GlyphLevel? = nil, asksBackground: Bool = false
  ) {
    self.color = color
    self.usesMouse = usesMouse
    self.glyphs = glyphs
    self.asksBackground = asksBackground
  }
}
