import ArgumentParser
import Diagnostics
import Files
import LabKit
import Runs
import Stories

extension Run {
  /// Plays a story instead of a lab.
  func runStory() throws {
    let story = try StoryCatalogue.ofLabs().open(lab, orOneOf: Squall.labs.map(\.id)) {
      name throws(BadInput) in
      try Squall.labs.named(name)
    }
    try refuse("--set", !settings.isEmpty)
    try refuse("--at", !inputs.isEmpty)
    try refuse("--for", duration != nil)
    try refuse("--notes", notes != nil)
    try refuse("--measure-from", measureFrom != nil)
    if seed != nil, seeds != nil { throw BadInput("--seed and --seeds cannot both be said") }
    let chosen = try seeds?.get().seeds ?? [seed?.get().value ?? story.seed]
    let format = try format.get(), dialect = try csv.dialect(isCSV: format == .csv)
    let findings = played(story, chosen)
    StandardStream.output.write(findings.written(as: format, csv: dialect))
    if !findings.isAsExpected { throw ExitCode(1) }
  }

  private func played(_ story: Story, _ seeds: [UInt64]) -> StoryFindings {
    let line = ProgressLine()
    defer { line.erase() }
    guard seeds.count > 1 else {
      return StoryFindings(StoryTrial(story, seed: seeds[0]) { line.show(Run.progress(story.name, $0, story.end)) })
    }
    return StoryFindings(story, seeds: seeds, jobs: JobsOption.cores) {
      line.show("\(story.name): \($0) of \(seeds.count) seeds")
    }
  }

  private func refuse(_ option: String, _ isGiven: Bool) throws(BadInput) {
    if isGiven {
      throw BadInput("\(option) belongs to a lab; a story says itself what is set, done and for how long")
    }
  }
}

extension StoryCatalogue {
  /// The stories about the labs that there are.
  static func ofLabs() throws(BadInput) -> StoryCatalogue {
    try StoryCatalogue { name throws(BadInput) in try Squall.labs.named(name) }
  }
}
