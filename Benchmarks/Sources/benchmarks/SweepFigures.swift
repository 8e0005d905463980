import Dispatch
import Engine
import LabKit
import Labs
import Runs
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How much faster a sweep is on two cores than on one.
///
/// The time on the wall is what counts here, and two cores that nobody else uses are what it needs: arithmetic that shares
/// nothing is measured alike, and says what the machine had to give. The processor's time says on a busy machine too
/// whether runs that go on at once hinder each other.
enum SweepFigures {
  static func twoCores() -> [Figure] {
    [rounds(of: draw).wall.figure("arithmetic that shares nothing, on 2 cores", "draw", draws, nil)]
      + [("load-shedding", 5), ("shop", 1)].flatMap { lab, seconds in
        let sweep = twelveCells(of: lab, for: .seconds(seconds))
        let times = rounds { play(sweep, jobs: $0) }
        return [
          times.wall.figure("a sweep of \(lab), on 2 cores", "run", sweep.runs, 1.8),
          times.processor.figure("processor time of \(lab), 2 at once", "run", sweep.runs, 0.9),
        ]
      }
  }

  /// The seconds of one round on one core and on two.
  private struct Times {
    var one: Double, two: Double

    func figure(_ name: String, _ unit: String, _ count: Int, _ required: Double?) -> Figure {
      let scale = 1e9 / Double(count)
      return Figure(name: name, ours: two * scale, baseline: one * scale, unit: unit, required: required)
    }
  }

  /// One core and two in turns; the round that stands for all is the one whose ratio is the median.
  private static func rounds(of work: (_ cores: Int) -> Void) -> (wall: Times, processor: Times) {
    var rounds: [(wall: Times, processor: Times)] = []
    for _ in 0..<15 {
      let (wall, processor) = (seconds(of: CLOCK_MONOTONIC), seconds(of: CLOCK_PROCESS_CPUTIME_ID))
      work(1)
      let (wallBetween, processorBetween) = (seconds(of: CLOCK_MONOTONIC), seconds(of: CLOCK_PROCESS_CPUTIME_ID))
      work(2)
      rounds.append(
        (
          Times(one: wallBetween - wall, two: seconds(of: CLOCK_MONOTONIC) - wallBetween),
          Times(one: processorBetween - processor, two: seconds(of: CLOCK_PROCESS_CPUTIME_ID) - processorBetween)
        ))
    }
    return (median(rounds.map(\.wall)), median(rounds.map(\.processor)))
  }

  private static func median(_ times: [Times]) -> Times {
    times.sorted { $0.one / $0.two < $1.one / $1.two }[times.count / 2]
  }

  private static func seconds(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Twelve cells with twenty seeds each.
  private static func twelveCells(of lab: String, for span: Interval) -> Sweep {
    do {
      let lab = try Catalogue.all.named(lab)
      let traffic = try SweepAxis("traffic=200..2400/200", for: lab)
      return try Sweep(Script(lab), axes: [traffic], seeds: Seeds("1..20"), until: .start + span, squall: "")
    } catch { preconditionFailure("\(error)") }
  }

  /// Everything that a sweep does but for the disk.
  private static func play(_ sweep: Sweep, jobs: Int) {
    let tally = Mutex(SweepProgress(sweep, SweepTable(sweep)))
    sweep.play(Array(0..<sweep.runs), jobs: jobs) { outcome in
      tally.withLock { $0.take(outcome) }
      return true
    }
    precondition(tally.withLock { $0.text } != nil)
  }

  private static let draws = 40_000_000

  private static func draw(cores: Int) {
    let sums = Mutex(0.0)
    DispatchQueue.concurrentPerform(iterations: cores) { core in
      var draw = Draw(seed: 1, stream: DrawStream(1), entity: UInt64(core)), sum = 0.0
      for _ in 0..<draws / cores { sum += draw.uniform() }
      sums.withLock { $0 += sum }
    }
    precondition(sums.withLock { $0 } > 0)
  }
}
