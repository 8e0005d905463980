import ArgumentParser
import Classroom

/// Lists the stories.
struct Stories: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stories", abstract: "List the stories that Squall brings along.")

  func run() throws { StandardStream.output.write(try StoryCatalogue.ofLabs().listing) }
}
