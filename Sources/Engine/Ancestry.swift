/// Which branch left which, and where: what the whole past of a branch is, whatever world it is of.
///
/// Apart from the branches, so that going through thousands of them is going through numbers.
struct Ancestry: Sendable {
  private var parents: [Int?] = [nil]
  private var forks: [Moment] = [.beginning]

  /// A branch leaves another one.
  mutating func add(leaving parent: Int, at fork: Moment) {
    parents.append(parent)
    forks.append(fork)
  }

  /// A branch and those it came from, with how far each of them is its past. Complexity: as many as there are.
  func line(of branch: Int, tip: Moment) -> [(branch: Int, limit: Moment)] {
    var line = [(branch: branch, limit: tip)]
    while let parent = parents[line[line.count - 1].branch] {
      let last = line[line.count - 1]
      line.append((parent, min(last.limit, forks[last.branch])))
    }
    return line
  }

  /// How far each branch is the past of one; nil for those that are not.
  func limits(of branch: Int, tip: Moment) -> [Moment?] {
    var limits = [Moment?](repeating: nil, count: parents.count)
    for (number, limit) in line(of: branch, tip: tip) { limits[number] = limit }
    return limits
  }
}
