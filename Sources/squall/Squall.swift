import ArgumentParser
import CStart
import Diagnostics
import LabKit
import Labs
import Runs
import Systems

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The command line.
@main
struct Squall: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "squall",
    abstract: "A terminal laboratory that teaches distributed-systems patterns by simulation.",
    discussion:
      "Without a command it opens the shop; 'squall LAB' opens another lab, 'squall FILE' the system in a file.",
    version: "0.1.0",
    subcommands: [
      Open.self, Run.self, PlayStory.self, Stories.self, SweepCommand.self, Export.self, Replay.self,
      Resume.self,
      Sessions.self, Check.self, Verify.self, ListLabs.self, SystemsCommand.self, CheckThemes.self, Manual.self,
    ],
    defaultSubcommand: Open.self)

  static func main() {
    squall_start()
    // A file that grows beyond what the shell allows is an error that can be told, as a full disk is.
    signal(SIGXFSZ, SIG_IGN)
    let arguments = gathered(Array(CommandLine.arguments.dropFirst()))
    do {
      try refuseUnknownWord(arguments)
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch { leave(after: error, arguments) }
  }

  /// What is neither a command nor a lab is refused before its options can be: they would belong to the wrong command.
  private static func refuseUnknownWord(_ words: [String]) throws {
    guard let word = words.first, !word.hasPrefix("-") else { return }
    if word == "help" { return try refuseUnknownCommand(words.dropFirst().filter { !$0.hasPrefix("-") }) }
    guard !commandNames.contains(word), word != Catalogue.home.id, !isFile(word) else { return }
    if !labs.contains(where: { $0.id == word }) { try offer(word) }
    _ = try labs.named(word, orOneOf: commandNames)
  }

  /// The parser would print the help about everything, as if that had been asked for.
  private static func refuseUnknownCommand(_ words: [String]) throws(BadInput) {
    guard let word = words.first else { return }
    guard commandNames.contains(word) else {
      throw BadInput("there is no command '\(word.printable)'", nearestTo: word, among: commandNames)
    }
    guard words.count == 1 else {
      throw BadInput("\(word) has no commands of its own, so no '\(words[1].printable)'")
    }
  }

  /// The commands by name; `help` is the parser's own.
  static var commandNames: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
  }
}

extension Squall {
  /// Every lab that can be opened by its name: those written in Swift, then the systems in files.
  static let labs: [LabEntry] = Catalogue.all + SystemCatalogue.all
}
