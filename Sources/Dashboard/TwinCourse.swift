import Engine
import Grid
import LabKit

/// The course of one meter in two runs since they began to go beside each other, on one scale and one axis of time.
struct TwinCourse {
  /// The samples here and there, the newest last.
  let left: [Double], right: [Double]
  /// How many samples of the run each is of.
  let every: Int
  /// The scale of both.
  let range: ClosedRange<Double>

  /// As much of it as `columns` show; a column is half a second or more, by steps, so that the picture seldom moves.
  init(_ line: TwinReadings.Line, _ snapshot: any LabSnapshot, _ twin: Twin, columns: Int) {
    let samples = max(1, (snapshot.now.seconds - twin.origin.now.seconds) * 10)
    every = [5, 10, 20, 30, 50, 100, 200].first { Double($0 * columns) >= samples } ?? 300
    let courses = [snapshot, twin.snapshot].map { [every] in
      $0.course(ofMeter: line.meter, most: max(1, columns), every: every, asTotals: line.isTotal)
    }
    (left, right) = (courses[0], courses[1])
    let all = courses.flatMap { $0 }.filter(\.isFinite)
    range = min(0, all.min() ?? 0)...Scale.roundedUp(all.max() ?? 0)
  }
}

/// Where two runs part for good in a meter: from then on they never come together again, as far as was run.
struct Parting: Equatable {
  /// The meter, and the branches of the two runs.
  let meter: Int, branches: [Int]
  /// When; nil as long as they have not.
  let at: Instant?
}

extension TwinReadings {
  /// How many seconds of both are kept: what happened before that is known only from then.
  static let keptSeconds = 600

  /// How far apart the two may be, as a share of the largest value, and still be called together.
  private static let together = 0.1

  /// Where they part for good in a meter: of what is rare to the tenth of a second, of all else to the second.
  ///
  /// Complexity: the seconds that the two have gone beside each other.
  func parting(in meter: Int, _ snapshot: any LabSnapshot, _ twin: Twin) -> Instant? {
    let line = lines[meter], from = twin.origin.now
    guard let second = lastTogether(line, every: 10, most: Self.keptSeconds, snapshot, twin) else { return nil }
    guard line.isTotal else { return max(from, second) }
    // Within that second.
    let since = Int((snapshot.now.seconds - second.seconds) * 10) + 20
    return lastTogether(line, every: 1, most: since, snapshot, twin).map { max(from, $0) }
  }

  /// The end of the last stretch of so many samples in which the two are together; nil when that is the newest one.
  private func lastTogether(
    _ line: Line, every: Int, most: Int, _ snapshot: any LabSnapshot, _ twin: Twin
  ) -> Instant? {
    let courses = [snapshot, twin.snapshot].map {
      $0.course(ofMeter: line.meter, most: most, every: every, asTotals: line.isTotal)
    }
    let count = min(courses[0].count, courses[1].count)
    let pairs = Array(zip(courses[0].suffix(count), courses[1].suffix(count)))
    let largest = pairs.reduce(0) { max($0, abs($1.0), abs($1.1)) }
    let least = line.isTotal ? 0 : Self.together * largest
    guard largest > 0, let last = pairs.last, abs(last.0 - last.1) > least else { return nil }
    let apart = pairs.reversed().prefix { abs($0 - $1) > least }.count
    // The newest stretch ends at the newest multiple of its length.
    let samples = Int(snapshot.now.seconds * 10) / every - apart
    return .start + .seconds(Double(max(0, samples) * every) / 10)
  }
}
