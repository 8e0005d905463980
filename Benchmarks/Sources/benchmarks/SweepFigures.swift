import Classroom
import Dispatch
import Engine
import LabKit
import Labs
import Synchronization

/// How much faster a sweep is on two cores than on one.
///
/// The time on the wall is what counts here. The median of the rounds forgives a neighbour that comes and goes, and none
/// that stays: so arithmetic that shares nothing is measured too, and says what the machine had to give.
enum SweepFigures {
  static func twoCores() -> [Figure] {
    [figure("arithmetic that shares nothing, on 2 cores", unit: "draw", count: 40_000_000, nil, draw)]
      + [("load-shedding", 5), ("shop", 1)].map { lab, seconds in
        let sweep = twelveCells(of: lab, for: .seconds(seconds))
        return figure("a sweep of \(lab), on 2 cores", unit: "run", count: sweep.runs, 1.8) {
          play(sweep, jobs: $0)
        }
      }
  }

  /// One core and two in turns; the round that stands for all is the one whose ratio is the median.
  private static func figure(
    _ name: String, unit: String, count: Int, _ required: Double?, _ work: (_ cores: Int) -> Void
  ) -> Figure {
    let clock = ContinuousClock()
    let rounds = (0..<15).map { _ in
      (
        one: clock.measure { work(1) } / .nanoseconds(count),
        two: clock.measure { work(2) } / .nanoseconds(count)
      )
    }
    let middle = rounds.sorted { $0.one / $0.two < $1.one / $1.two }[rounds.count / 2]
    return Figure(name: name, ours: middle.two, baseline: middle.one, unit: unit, required: required)
  }

  /// Twelve cells with twenty seeds each.
  private static func twelveCells(of lab: String, for span: Interval) -> Sweep {
    do {
      let lab = try Catalogue.all.named(lab)
      let traffic = try SweepAxis("traffic=200..2400/200", for: lab)
      return try Sweep(
        Script(lab), axes: [traffic], seeds: SweepSeeds("1..20"), until: .start + span,
        squall: "")
    } catch { preconditionFailure("\(error)") }
  }

  /// Everything that a sweep does but for the disk.
  private static func play(_ sweep: Sweep, jobs: Int) {
    let tally = Mutex(SweepTally(sweep, SweepTable(sweep)))
    sweep.play(Array(0..<sweep.runs), jobs: jobs) { outcome in
      tally.withLock { $0.take(outcome) }
      return true
    }
    precondition(tally.withLock { $0.text } != nil)
  }

  private static func draw(cores: Int) {
    let sums = Mutex(0.0)
    DispatchQueue.concurrentPerform(iterations: cores) { core in
      var draw = Draw(seed: 1, stream: DrawStream(1), entity: UInt64(core)), sum = 0.0
      for _ in 0..<40_000_000 / cores { sum += draw.uniform() }
      sums.withLock { $0 += sum }
    }
    precondition(sums.withLock { $0 } > 0)
  }
}
