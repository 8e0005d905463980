import ArgumentParser
import Dashboard
import Files
import Labs
import Runs
import Stories

extension Squall {
  /// More than this nobody reads.
  private static let mostOffers = 8

  /// A word that names nothing, and by which something is found all the same: says what, and how each is opened.
  static func offer(_ word: String) throws {
    let stories = try StoryCatalogue.ofLabs().stories.map(\.listed)
    let found = Place.all(labs: labs, stories: stories).enumerated().compactMap { index, place in
      place.score(word: word).map { (score: $0, index: index, place: place) }
    }.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.map(\.place)
    guard !found.isEmpty else { return }
    let rows = found.prefix(mostOffers).map { place in
      switch place.kind {
      case .lab(let index): ["  squall \(place.name)", index < Catalogue.all.count ? "lab" : "system", place.title]
      case .story: ["  squall story \(place.name)", "story", place.title]
      }
    }
    let lines = ["squall: there is no lab or command '\(word.printable)'; by that word there is"]
    StandardStream.error.write(
      (lines + TextTable(rows, leftColumns: 3).lines).joined(separator: "\n") + "\n")
    throw ExitCode(2)
  }
}
