import ArgumentParser
import Dashboard
import Diagnostics
import Engine
import Exports
import LabKit

/// How the dashboard is recorded.
struct CastOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of a cast: how many columns and rows. 80x24 if left out.", valueName: "WxH"))
  var size: String?

  @Option(
    parsing: .unconditional, help: "Of a cast: virtual seconds per second, 0.001 to 100. 1 if left out.")
  var speed: Double?

  @Option(parsing: .unconditional, help: "Of a cast: frames a second, 1 to 60. 10 if left out.")
  var fps: Int?

  @Option(parsing: .unconditional, help: "Of a cast: the theme, a name that 'squall themes' lists or a file.")
  var theme: String?

  /// An option that was given; nil when none was.
  var given: String? {
    let options: [(String, Bool)] = [
      ("--size", size != nil), ("--speed", speed != nil), ("--fps", fps != nil), ("--theme", theme != nil),
    ]
    return options.first(where: \.1)?.0
  }

  /// How much virtual time goes from one frame to the next.
  func every() throws(BadInput) -> Interval {
    let (speed, fps) = (speed ?? 1, fps ?? 10)
    guard speed >= 0.001, speed <= 100 else { throw BadInput("--speed goes from 0.001 to 100, not \(speed)") }
    guard (1...60).contains(fps) else { throw BadInput("--fps goes from 1 to 60, not \(fps)") }
    return max(.milliseconds(1), .seconds(speed / Double(fps)))
  }

  private func extent() throws(BadInput) -> (columns: Int, rows: Int) {
    let parts = (size ?? "80x24").split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let columns = parts[0], let rows = parts[1], (1...1000).contains(columns),
      (1...1000).contains(rows)
    else {
      throw BadInput(
        "--size is columns and rows from 1 to 1000, such as 80x24, not '\((size ?? "").printable)'")
    }
    return (columns, rows)
  }

  /// Records the dashboard as it would show the excerpt.
  func write(_ excerpt: Excerpt, _ write: (String) throws -> Void) throws {
    let (columns, rows) = try extent()
    var looks = try Looks(theme)
    var recording = Cast(width: columns, height: rows, palette: try looks.palette(looks.first))
    let speed = speed ?? 1
    var state = DashboardState(
      entry: excerpt.run.entry, labs: Squall.labs, width: columns, height: rows, speed: speed)
    let seconds = (excerpt.end.at - excerpt.from).seconds / speed
    try write(
      recording.header(title: "\(excerpt.run.entry.title), seed \(excerpt.run.seed)", seconds: seconds))
    try excerpt.walk { stretch in
      // Without a map of its own: in a recording nobody can go anywhere else.
      let twin = stretch.beside.map { Twin($0.snapshot, since: $0.origin) }
      _ = update(
        &state,
        .snapshot(
          stretch.snapshot, actualSpeed: speed, map: stretch.beside?.map, twin: twin,
          storyline: stretch.storyline))
      let at = (stretch.snapshot.now - excerpt.from).seconds / speed
      if let frame = recording.frame(view(state), at: at) { try write(frame) }
    }
    try write(recording.end(at: seconds))
  }
}
