import Foundation
import Testing

/// A terminal of its own for one test, by tmux: type keys, read the screen, wait for what should appear.
final class Tmux {
  private let socket = "squall-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString.prefix(8))"

  /// Opens a terminal with a shell in which nothing but the command line has been typed.
  ///
  /// `state` is the folder for what the program writes; its own one when nil.
  convenience init(columns: Int = 80, rows: Int = 24, state: String? = nil, _ arguments: [String]) throws {
    try self.init(columns: columns, rows: rows, state: state, program: [Binary.url.path] + arguments)
  }

  /// The same with another program.
  init(columns: Int, rows: Int, state: String? = nil, program: [String]) throws {
    // Never the folder of whoever runs the tests.
    let home = state ?? FileManager.default.temporaryDirectory.appendingPathComponent(socket).path
    own = state == nil ? home : nil
    let command = (["env", "XDG_STATE_HOME=\(home)"] + program).map { "'\($0)'" }.joined(separator: " ")
    _ = try tmux([
      "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
      "sh -c \"echo before; \(command); echo ended \\$?; cat\"",
    ])
  }

  private let own: String?

  deinit {
    // Not kill-server, which is a SIGTERM: the server has it blocked, as the threads of the tests do.
    if let server = try? tmux(["display-message", "-p", "#{pid}"]).output,
      let process = pid_t(server.dropLast())
    {
      kill(process, SIGKILL)
    }
    if let own { try? FileManager.default.removeItem(atPath: own) }
  }

  @discardableResult
  private func tmux(_ arguments: [String]) throws -> Binary.Outcome {
    try Binary.tool(["tmux", "-L", socket] + arguments)
  }

  /// Presses keys, by tmux's names.
  func press(_ keys: String...) throws { try tmux(["send-keys"] + keys) }

  /// Ends the program as nothing can be prevented from ending.
  func killProgram() throws { try signalProgram(SIGKILL) }

  /// Sends a signal to the program, and not to the shell that waits for it.
  func signalProgram(_ number: Int32) throws { for process in try processes() { kill(process, number) } }

  /// The program's process.
  func processes() throws -> [pid_t] {
    let shell = try tmux(["list-panes", "-F", "#{pane_pid}"]).output.split(separator: "\n")[0]
    let children = try String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
    return children.split(separator: " ").map { pid_t($0)! }
  }

  /// The screen as text.
  func screen() throws -> String { try tmux(["capture-pane", "-p"]).output }

  func resize(columns: Int, rows: Int) throws {
    try tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// Looks at the screen until it is as it should be; gives the last one when it never was.
  func wait(seconds: Double = 30, until isRight: (String) -> Bool) throws -> (isRight: Bool, screen: String) {
    let end = Date(timeIntervalSinceNow: seconds)
    var last = ""
    repeat {
      last = try screen()
      if isRight(last) { return (true, last) }
    } while Date() < end
    return (false, last)
  }

  /// Waits for what should appear, and fails with the screen that was there instead.
  func expect(_ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ isRight: (String) -> Bool) throws {
    let (found, screen) = try wait(until: isRight)
    #expect(found, "\(what)\n\(screen)", sourceLocation: sourceLocation)
  }
}
