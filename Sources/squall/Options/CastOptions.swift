import ArgumentParser
import Dashboard
import Diagnostics
import Engine
import Exports
import Grid
import LabKit

/// How the dashboard is recorded, or one screen of it drawn.
struct CastOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of cast and svg: how many columns and rows. (default: 80x24)", valueName: "WxH"))
  var size: Given<ScreenSize>?

  @Option(
    parsing: .unconditional, help: "Of a cast: virtual seconds per second, 0.001 to 100. (default: 1)")
  var speed: Given<Pace>?

  @Option(parsing: .unconditional, help: "Of a cast: frames a second, 1 to 60. (default: 10)")
  var fps: Given<FrameRate>?

  @Option(parsing: .unconditional, help: "Of cast and svg: the theme, your own or a file too.")
  var theme: Given<ThemeName>?

  @Option(parsing: .unconditional, help: "Of cast and svg: how fine charts are drawn. (default: block)")
  var glyphs: Given<GlyphLevel>?

  /// Before anybody asks whether it is of use.
  func validate() throws { _ = try glyphs?.get() }

  /// Each option, whether it was given, and what it is for.
  var uses: [Export.Use] {
    [
      ("--size", size != nil, [.cast, .svg]), ("--theme", theme != nil, [.cast, .svg]),
      ("--glyphs", glyphs != nil, [.cast, .svg]),
      ("--speed", speed != nil, [.cast]), ("--fps", fps != nil, [.cast]),
    ]
  }

  /// How much virtual time goes from one frame to the next.
  func every() throws(BadInput) -> Interval {
    let fps = try (fps ?? "10").get().value
    return max(.milliseconds(1), .seconds(try pace() / Double(fps)))
  }

  private func pace() throws(BadInput) -> Double { try (speed ?? "1").get().value }

  /// Records the dashboard as it would show the excerpt.
  func write(_ excerpt: Excerpt, _ write: (String) throws -> Void) throws {
    let size = try (size ?? "80x24").get(), speed = try pace()
    var looks = try Looks(theme?.text)
    var recording = Cast(width: size.columns, height: size.rows, palette: try looks.palette(looks.first))
    var state = try state(excerpt, size, speed: speed)
    let seconds = (excerpt.end.at - excerpt.from).seconds / speed
    try write(recording.header(title: "\(excerpt.run.entry.title), seed \(excerpt.run.seed)", seconds: seconds))
    try excerpt.walk { stretch in
      show(stretch, &state)
      let at = (stretch.snapshot.now - excerpt.from).seconds / speed
      if let frame = recording.frame(view(state), at: at) { try write(frame) }
    }
    try write(recording.end(at: seconds))
  }

  /// Draws the dashboard as it shows the end of the excerpt.
  func draw(_ excerpt: Excerpt, _ write: (String) throws -> Void) throws {
    var looks = try Looks(theme?.text)
    var state = try state(excerpt, try (size ?? "80x24").get(), speed: 1)
    try excerpt.walk { show($0, &state) }
    try write(view(state).svg(palette: try looks.palette(looks.first)))
  }

  private func state(_ excerpt: Excerpt, _ size: ScreenSize, speed: Double) throws(BadInput) -> DashboardState {
    DashboardState(
      entry: excerpt.run.entry, labs: Squall.labs, width: size.columns, height: size.rows,
      glyphs: try (glyphs ?? "block").get(), speed: speed)
  }

  private func show(_ stretch: Excerpt.Stretch, _ state: inout DashboardState) {
    // Without a map of its own: in a recording nobody can go anywhere else.
    let twin = stretch.twin.map { Twin($0.snapshot, since: $0.origin) }
    _ = update(
      &state,
      .snapshot(
        stretch.snapshot, actualSpeed: state.speed, map: stretch.twin?.map, twin: twin, storyline: stretch.storyline))
  }
}
