import ArgumentParser
import Diagnostics
import Files
import LabKit

extension Squall {
  /// Ends the program: 0 after help that was asked for, 2 with one line for bad input, or as a command said.
  static func leave(after error: any Error, _ arguments: [String]) -> Never {
    if let code = error as? ExitCode { exit(withError: code) }
    if exitCode(for: error).isSuccess {
      StandardStream.output.write(fullMessage(for: error) + "\n")
      exit(withError: ExitCode.success)
    }
    StandardStream.error.write("squall: \(line(for: error, arguments).printable(upTo: 400))\n")
    exit(withError: ExitCode(2))
  }

  /// What was wrong, in one line.
  private static func line(for error: any Error, _ arguments: [String]) -> String {
    if let bad = error as? BadInput { return bad.description }
    let message = message(for: error).split(whereSeparator: \.isNewline)
      .map { $0.drop { $0 == " " } }.joined(separator: " ")
    let unknown = "Unknown option '"
    guard message.hasPrefix(unknown), !message.contains("Did you mean") else { return message }
    let option = String(message.dropFirst(unknown.count).prefix { $0 != "'" })
    return BadInput(message, nearestTo: option, among: optionNames(arguments)).description
  }

  /// The long options of the command that was asked for, from its own help.
  private static func optionNames(_ arguments: [String]) -> [String] {
    let commands = configuration.subcommands
    let asked = commands.first { $0.configuration.commandName == arguments.first } ?? Open.self
    return helpMessage(for: asked).split { !($0.isLetter || $0 == "-") }
      .filter { $0.hasPrefix("--") && $0.count > 2 }.map(String.init)
  }
}
