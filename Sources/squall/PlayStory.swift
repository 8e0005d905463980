import ArgumentParser
import Classroom
import LabKit
import Labs

/// Plays a story in the dashboard.
struct PlayStory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "story", abstract: "Play a story in the terminal: its inputs happen by themselves.")

  @Argument(help: "The story; 'squall stories' lists them. Or the file of one.")
  var story: String

  @Option(help: "Where chance begins, if not where the story says.")
  var seed: String?

  @OptionGroup var looks: LooksOptions

  func run() throws {
    let catalogue = try StoryCatalogue.ofLabs()
    _ = try catalogue.open(story) { name throws(BadInput) in try Catalogue.all.named(name) }
  }
}
