import Diagnostics
import Engine
import Grid
import LabKit

/// What the two runs of a twin are called: by that in which they differ at the moment that is shown, also after a rewind
/// or another key.
struct TwinCaption {
  /// The run on the left or above, and the one on the right or below.
  let left: String, right: String

  init(_ state: DashboardState) {
    guard let snapshot = state.snapshot, let twin = state.twin?.snapshot, let map = state.map, let other = map.twin
    else {
      (left, right) = ("as it is", "twin")
      return
    }
    let entry = state.entry
    let knobs = entry.knobs.indices.filter { snapshot.knobs[$0] != twin.knobs[$0] }
    func words(_ own: any LabSnapshot, _ others: any LabSnapshot) -> String {
      let settings = knobs.map {
        "\(entry.knobs[$0].title) \(entry.knobs[$0].reading(own.knobs[$0]))"
      }
      let faults = own.faults.filter { !others.faults.contains($0) }.map { entry.actions[$0].declaration.title }
      return (settings + faults).joined(separator: ", ").printable
    }
    let now = (left: words(snapshot, twin), right: words(twin, snapshot))
    if now.left.isEmpty, now.right.isEmpty {
      // They differ in what was done before, if at all.
      let own = Self.done(on: map.branch, in: map), others = Self.done(on: other.branch, in: map)
      func words(_ done: [Done], without common: [Done]) -> String? {
        done.last { !common.contains($0) }.map { "\(entry.inWords($0.line).printable) at \(Clock.text($0.at))" }
      }
      left = words(own, without: others) ?? "as it is"
      right = words(others, without: own) ?? (other.difference == nil ? "the same so far" : "the other run")
    } else {
      left = now.left.isEmpty ? "as it is" : now.left
      right = now.right.isEmpty ? "as it is" : now.right
    }
  }

  /// An input that made a branch another one, and when the branch began.
  private struct Done: Equatable {
    let line: String, at: Instant
  }

  /// Those of a branch and of all that it came from, the newest first.
  private static func done(on branch: Int, in map: RunMap) -> [Done] {
    var done: [Done] = [], next: Int? = branch
    while let branch = next {
      let own = map.branches[branch]
      if let line = own.difference { done.append(Done(line: line, at: own.fork.at)) }
      next = own.parent
    }
    return done
  }
}
