import CNcurses
import CTerminal
import Glibc

extension Screen {
  /// Waits for keys, mouse, replies, wakes, signals and changes of size; nil waits as long as it takes.
  ///
  /// Nothing wakes the process in between. Once the terminal is gone it answers `.terminate` at once.
  public func nextEvent(timeout: Duration? = nil) -> Event {
    let end = timeout.map { Self.now() + UInt64(max(0, $0 / .nanoseconds(1))) }
    while true {
      if !events.isEmpty { return events.removeFirst() }
      guard isOpen else { return .terminate(signal: SIGHUP) }
      let ready = wait(until: [end, parser.deadline].compactMap { $0 }.min())
      if ready.signals { takeSignals() }
      if ready.input {
        readInput()
      } else if parser.deadline != nil {
        // Only when nothing waits to be read: a key sequence may have arrived while a frame was drawn.
        accept(parser.timeout(at: Self.now()))
      }
      if ready.wake {
        waker.clear()
        events.append(.woken)
      }
      if events.isEmpty, let end, Self.now() >= end { return .timedOut }
    }
  }

  private func wait(until end: UInt64?) -> (input: Bool, signals: Bool, wake: Bool) {
    let now = Self.now()
    let left = end.map { Int64($0 > now ? $0 - now : 0) } ?? -1
    let ready = squall_wait([STDIN_FILENO, signals.readEnd, waker.file], 3, left)
    return (ready & 1 != 0, ready & 2 != 0, ready & 4 != 0)
  }

  private func readInput() {
    let count = withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      let count = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
      if count > 0 { accept(parser.feed(buffer[..<count], at: Self.now())) }
      return count
    }
    // End of file and EIO: the other side of the terminal was closed.
    if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) {
      events.append(.terminate(signal: SIGHUP))
    }
  }

  /// Keeps what concerns the screen itself, and hands on the rest.
  private func accept(_ inputs: [Input]) {
    var rest: [Input] = []
    for input in inputs {
      switch input {
      case .reply(.mode(2026, let setting)): isSynchronized = (1...3).contains(setting)
      case .reply(.deviceAttributes): answersUntil = nil
      case .reply(.mode): break
      case .reply(.cursor(_, let column)):
        guard column > Modes.narrow.column, options.glyphs == nil else { break }
        // Frames would be torn apart: in ASCII every glyph has one column.
        glyphs = .ascii
        repaint()
        rest.append(input)
      case .key(.control("l"), _): repaint()
      default: rest.append(input)
      }
    }
    if !rest.isEmpty { events.append(.inputs(rest)) }
  }

  /// The signals that are answered; all others that come ask for the end.
  private static let answered: Set = [SIGTSTP, SIGCONT, SIGWINCH]

  private func takeSignals() {
    let numbers = signals.take()
    if askForEnd(numbers) { return }
    if numbers.contains(SIGTSTP) { return stop() }
    if numbers.contains(SIGCONT) { resume() }
    if numbers.contains(SIGWINCH) { noticeSize() }
  }

  /// Whether a signal asks for the end.
  @discardableResult
  private func askForEnd(_ numbers: Set<Int32>) -> Bool {
    let ending = numbers.subtracting(Self.answered).sorted()
    events += ending.map { .terminate(signal: $0) }
    return !ending.isEmpty
  }

  /// Ctrl-Z: the terminal goes back to the shell until the process is continued.
  private func stop() {
    awaitAnswers()
    squall_restore_now()
    squall_signals_stop_here()
    // The signal that continued the process is in the pipe too; others that came meanwhile still count.
    askForEnd(signals.take())
    // The rest of what had begun was thrown away with the input that nobody had read.
    parser = InputParser()
    resume()
  }

  /// After a stop, also one that could not be noticed (SIGSTOP): settings, size and contents may be others.
  private func resume() {
    take()
    enter()
    noticeSize()
    events.append(.resumed)
    if let palette { draw(shown, palette: palette) }
  }

  private func noticeSize() {
    if !takeSize() { return }
    events.removeAll { if case .resized = $0 { true } else { false } }
    events.append(.resized(columns: columns, rows: rows))
  }

  /// More than any window has. ncurses counts in 16 bits, and keeps about a hundred bytes for each cell.
  private static let mostColumns: Int32 = 2000, mostRows: Int32 = 500

  /// Asks the terminal for its size and says whether it is another; an unknown one counts as 80 by 24.
  ///
  /// Of a terminal larger than any window the upper left part is used.
  @discardableResult
  func takeSize() -> Bool {
    var width: Int32 = 0, height: Int32 = 0
    if !squall_terminal_size(output.file, &width, &height) || width <= 0 || height <= 0 {
      (width, height) = (80, 24)
    }
    (width, height) = (min(width, Self.mostColumns), min(height, Self.mostRows))
    if (columns, rows) == (Int(width), Int(height)) { return false }
    columns = Int(width)
    rows = Int(height)
    resizeterm(height, width)
    needsRepaint = true
    return true
  }

  /// Takes the answers that are still on their way, so that they are not typed into the shell.
  ///
  /// A terminal that has answered everything, or nothing for a second, costs no time.
  func awaitAnswers() {
    guard let until = answersUntil, Self.now() < until else { return }
    let end = min(until, Self.now() + 100_000_000)
    while answersUntil != nil, Self.now() < end {
      guard squall_wait([STDIN_FILENO], 1, Int64(end - min(end, Self.now()))) != 0 else { break }
      let before = events.count
      readInput()
      if events.count > before, case .terminate = events[events.count - 1] { break }
    }
    answersUntil = nil
  }
}
