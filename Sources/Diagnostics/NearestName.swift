/// Finds what somebody probably meant.
public enum NearestName {
  /// The name that takes the fewest single-character edits, unless even that is mostly another word.
  public static func to(_ asked: String, among names: [String]) -> String? {
    guard let best = best(asked, among: names) else { return nil }
    let length = max(asked.unicodeScalars.count, best.name.unicodeScalars.count)
    return best.edits <= max(2, length / 2) ? best.name : nil
  }

  /// The name that takes the fewest single-character edits, however many; nil only when there is none.
  public static func closest(to asked: String, among names: [String]) -> String? {
    best(asked, among: names)?.name
  }

  private static func best(_ asked: String, among names: [String]) -> (name: String, edits: Int)? {
    let asked = Array(asked.lowercased().unicodeScalars.prefix(64))
    return names.map { (name: $0, edits: edits(asked, Array($0.lowercased().unicodeScalars))) }
      .min { $0.edits < $1.edits }
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
