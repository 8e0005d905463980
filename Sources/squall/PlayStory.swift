import ArgumentParser
import Diagnostics
import Files
import LabKit
import Runs
import Stories

/// Plays a story in the dashboard.
struct PlayStory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "story", abstract: "Play a story in the terminal: its inputs happen by themselves.")

  @Argument(help: "The story; 'squall stories' lists them. Or the file of one.", completion: .stories)
  var story: String

  @Option(parsing: .unconditional, help: "Where chance begins, if not where the story says.")
  var seed: Given<SeedNumber>?

  @OptionGroup var looks: LooksOptions

  func run() throws {
    let story = try StoryCatalogue.ofLabs().open(story) { name throws(BadInput) in try Squall.labs.named(name) }
    let seed = try seed?.get().value
    guard StandardStream.output.isTerminal else {
      throw BadInput("the dashboard needs a terminal; 'squall run \(self.story.printable)' does without")
    }
    let run = story.begun(seed: seed)
    let dashboard = try DashboardSession(
      run, looks: try looks.looks(), screen: try looks.openScreen(), story: story, log: nil)
    try dashboard.run(writingDown: run)
  }
}
