import Engine
import LabKit

extension Walk {
  /// What is wrong with the present moment; nil when nothing is.
  func complaint() -> String? {
    let map = run.map
    if let found = difference(run.snapshot, map.branch, map.moment) { return found }
    if copy.digest != copied {
      return "a copy of the run changed: its digest was \(copied) and is \(copy.digest)"
    }
    guard let twin = map.twin, let other = run.twinSnapshot else { return nil }
    if other.now != run.now {
      return "the twin is at \(other.now.seconds) s, this one at \(run.now.seconds) s"
    }
    if twin.difference == nil {
      if twin.moment.events != map.moment.events {
        return "the twin does the same, but \(twin.moment.events) events and not \(map.moment.events)"
      }
      if other.digest.events != run.digest.events {
        return "the twin does the same, but its events differ"
      }
    }
    return difference(other, twin.branch, twin.moment).map { "twin, \($0)" }
  }

  /// What is wrong with the tips of the branches, each gone to once more.
  func complaintOfTips() -> String? {
    var run = run
    for (number, branch) in run.map.branches.enumerated() {
      run.go(toBranch: number, at: nil)
      if run.map.moment != branch.tip || run.map.branch != number {
        return "the way to the tip of branch \(number) ends elsewhere"
      }
      if let found = difference(run.snapshot, number, branch.tip) {
        return "at the tip of branch \(number), \(found)"
      }
    }
    return nil
  }

  /// In what a moment is another one than in a straight run to it.
  private func difference(_ seen: any LabSnapshot, _ branch: Int, _ moment: Moment) -> String? {
    let straightRun = straightRun(branch, moment)
    let straight = straightRun.snapshot
    let place = "branch \(branch) at \(moment.at.seconds) s after \(moment.events) events and \(moment.inputs) inputs"
    func says(_ what: String, _ here: some Equatable, _ there: some Equatable) -> String {
      "\(place): the \(what) here \(here), in a straight run \(there)"
    }
    if straight.now != seen.now { return says("time is", seen.now.seconds, straight.now.seconds) }
    if straight.processed != seen.processed { return says("events are", seen.processed, straight.processed) }
    if straight.digest != seen.digest { return says("digest is", seen.digest, straight.digest) }
    if straight.knobs != seen.knobs { return says("knobs are", seen.knobs, straight.knobs) }
    if straight.faults != seen.faults { return says("faults are", seen.faults, straight.faults) }
    let (figures, expected) = (Walk.figures(seen), Walk.figures(straight))
    if let index = figures.indices.first(where: { figures[$0].bitPattern != expected[$0].bitPattern }) {
      return says("figure number \(index) is", figures[index], expected[index])
    }
    return nil
  }

  /// Every figure of the meters and laws, in their order.
  private static func figures(_ snapshot: any LabSnapshot) -> [Double] {
    snapshot.meters.flatMap { $0.figures.map(\.value) }
      + snapshot.laws.flatMap { [Double($0.checks), Double($0.hits), $0.first?.at.seconds ?? -1] }
  }
}
