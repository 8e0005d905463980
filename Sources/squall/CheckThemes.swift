import ArgumentParser

/// Lists the themes and checks them.
struct CheckThemes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "themes", abstract: "List the themes and check each of them.")

  func run() throws {
    StandardStream.error.write("squall: themes are not listed yet\n")
    throw ExitCode(2)
  }
}
