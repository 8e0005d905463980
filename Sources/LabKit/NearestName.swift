/// Finds what somebody probably meant.
public enum NearestName {
  /// The name that takes the fewest single-character edits, unless even that is mostly another word.
  public static func to(_ asked: String, among names: [String]) -> String? {
    let asked = Array(asked.lowercased().unicodeScalars.prefix(64))
    let ranked = names.map { (name: $0, edits: edits(asked, Array($0.lowercased().unicodeScalars))) }
    guard let best = ranked.min(by: { $0.edits < $1.edits }) else { return nil }
    return best.edits <= max(2, max(asked.count, best.name.count) / 2) ? best.name : nil
  }

  /// Levenshtein's distance, row by row; swapping two neighbours counts as two.
  private static func edits(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let replaced = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
