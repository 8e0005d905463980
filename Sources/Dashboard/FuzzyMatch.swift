/// Finds what somebody means by a few letters of it.
enum FuzzyMatch {
  /// How well a name matches, the higher the better; nil when the letters are not all there in this order.
  ///
  /// Letters in a row and letters at the beginning of words count most, so that `pd` finds "payment down"
  /// before "speed". So does the end of a word, so that "slow" finds the knob of that name before "slower".
  static func score(_ asked: String, in name: String) -> Int? {
    let asked = Array(asked.lowercased()), name = Array(name.lowercased())
    guard !asked.isEmpty else { return 0 }
    // The best of all beginnings: the first "p" need not be the one that was meant.
    return name.indices.filter { name[$0] == asked[0] }.compactMap { score(asked, in: name, from: $0) }.max()
  }

  /// How well a word of a text, or several, begins with what was asked, less than the same in a name; nil when none
  /// does.
  static func score(word asked: String, in text: String) -> Int? {
    let asked = asked.lowercased(), text = Array(text.lowercased())
    guard asked.count > 1 else { return nil }
    let begins = text.indices.contains { index in
      (index == 0 || !(text[index - 1].isLetter || text[index - 1].isNumber)) && text[index...].starts(with: asked)
    }
    return begins ? score(asked, in: asked)! - 20 : nil
  }

  private static func score(_ asked: [Character], in name: [Character], from start: Int) -> Int? {
    var score = start == 0 ? 10 : 0
    var next = 0, last = start - 2, isRun = false
    for index in name.indices[start...] where next < asked.count && name[index] == asked[next] {
      let beginsWord = index == 0 || !(name[index - 1].isLetter || name[index - 1].isNumber)
      score += (index == last + 1 ? 6 : 0) + (beginsWord ? 8 : 0) - (index - last > 1 ? 1 : 0)
      isRun = index == last + 1
      (last, next) = (index, next + 1)
    }
    guard next == asked.count else { return nil }
    let endsWord = last + 1 == name.count || !(name[last + 1].isLetter || name[last + 1].isNumber)
    return score + (isRun && endsWord ? 6 : 0) - name.count / 8
  }
}
