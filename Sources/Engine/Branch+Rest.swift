extension Branch {
  /// Nobody is on the branch any more: it leaves the snapshots of its past to those that are on others, and keeps its own
  /// ones if they save a long way.
  mutating func rest() {
    let isShort = parent != nil && tip.events - fork.events < spacing
    checkpoints.removeAll { isShort || $0.moment < fork }
    if checkpoints.isEmpty { endsAtTip = false }
    forgetful = 0
  }

  /// Keeps fewer snapshots while nobody is on the branch, the first and the last one if any, and none of them with the
  /// meters' past but that of the tip, for who comes back soon.
  mutating func thinOut(toAtMost most: Int, keepsTip: Bool) {
    if most < 2, parent != nil { (checkpoints, endsAtTip) = ([], false) }
    while checkpoints.count > max(2, most) { thin(0..<checkpoints.count) }
    for index in checkpoints.indices.dropLast(keepsTip ? 1 : 0) {
      checkpoints[index] = checkpoints[index].withoutPast
    }
  }

  /// Somebody comes to the branch: it takes over the snapshots of its past that others have.
  mutating func wake(_ past: [Checkpoint<S>]) {
    var last: Moment?
    checkpoints = (checkpoints + past).sorted { $0.moment < $1.moment }.filter { checkpoint in
      defer { last = checkpoint.moment }
      return checkpoint.moment != last
    }
    while checkpoints.count > Branch.mostCheckpoints { thin(0..<checkpoints.count) }
  }
}
