extension Timeline {
  /// All branches that nobody is on share what a single one may keep twice over.
  private static var mostResting: Int { 2 * Branch<S>.mostCheckpoints }
  /// Who comes back to one of so many that were left last finds its tip as it was.
  private static var mostLeftLately: Int { 16 }

  /// Lets the branches rest that nobody is on any more; somebody is about to go along `used`.
  mutating func restBranches(besides used: Int) {
    let inUse = [used, head.branch] + (twin.map { [$0.head.branch] } ?? [])
    let left = awake.filter { !inUse.contains($0) }
    guard !left.isEmpty else { return }
    awake.removeAll(where: left.contains)
    for branch in left {
      branches[branch].rest()
      if !branches[branch].checkpoints.isEmpty { resting.append(branch) }
    }
    let counts = resting.map { branches[$0].checkpoints.count }
    var most = Branch<S>.mostCheckpoints
    while most > 1, counts.reduce(0, { $0 + min($1, most) }) > Timeline.mostResting { most /= 2 }
    for (index, branch) in resting.enumerated() {
      branches[branch].thinOut(toAtMost: most, keepsTip: resting.count - index <= Timeline.mostLeftLately)
    }
    resting.removeAll { branches[$0].checkpoints.isEmpty }
  }

  /// Gives a branch that somebody comes to the snapshots of its past that others have.
  mutating func wake(_ branch: Int) {
    guard !awake.contains(branch) else { return }
    resting.removeAll { $0 == branch }
    let limits = ancestry.limits(of: branch, tip: branches[branch].tip)
    var past: [Checkpoint<S>] = []
    for other in resting {
      if let limit = limits[other] { past += branches[other].checkpoints.prefix { $0.moment <= limit } }
    }
    for other in awake {
      let limit = commonMoment(other, branch)
      past += branches[other].checkpoints.prefix { $0.moment <= limit }
    }
    branches[branch].wake(past)
    awake.append(branch)
  }

  /// How far two branches have the same past.
  func commonMoment(_ branch: Int, _ other: Int) -> Moment {
    let limits = ancestry.limits(of: other, tip: branches[other].tip)
    for (number, limit) in ancestry.line(of: branch, tip: branches[branch].tip) {
      if let found = limits[number] { return min(limit, found) }
    }
    return .beginning
  }
}
