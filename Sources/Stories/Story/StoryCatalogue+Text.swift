import Runs

extension StoryCatalogue {
  /// All stories, one a line: name, lab, title.
  public var listing: String {
    TextTable(stories.map { [$0.name, $0.lab.id, $0.title] }, leftColumns: 3).lines.joined(separator: "\n") + "\n"
  }
}
