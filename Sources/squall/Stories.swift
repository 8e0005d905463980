import ArgumentParser
import Classroom

/// Lists the stories.
struct Stories: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stories", abstract: "List the stories that Squall brings along, or print the file of one.")

  @Argument(help: "The story whose file is printed, to begin an own one with.")
  var story: String?

  func run() throws {
    let catalogue = try StoryCatalogue.ofLabs()
    StandardStream.output.write(try story.map { try catalogue.file(of: $0) } ?? catalogue.listing)
  }
}
