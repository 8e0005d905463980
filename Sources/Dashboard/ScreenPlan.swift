import Grid
import LabKit

/// Where everything stands on a screen of this size; drawing and the mouse both go by it.
struct ScreenPlan {
  /// Below this there is only a line that says so.
  static let leastWidth = 30, leastHeight = 6

  /// Whether there is room for more than that line.
  let isLargeEnough: Bool
  /// The status line.
  private(set) var status = Rectangle(width: 0, height: 0)
  /// The laws that are violated; empty as long as none is.
  private(set) var alarm = Rectangle(width: 0, height: 0)
  /// What to try in the first minute; empty when nothing is proposed.
  private(set) var guide = Rectangle(width: 0, height: 0)
  /// What the pattern promises; empty in a lab without promises.
  private(set) var promises = Rectangle(width: 0, height: 0)
  /// The focused knob.
  private(set) var control = Rectangle(width: 0, height: 0)
  /// All knobs, as a row or as a column; empty where there is no room for them.
  private(set) var knobs = Rectangle(width: 0, height: 0)
  /// Whether the knobs stand in a row.
  private(set) var isKnobStrip = true
  /// The story that is told, and how it stands; empty while none is.
  private(set) var story = Rectangle(width: 0, height: 0)
  /// What it said last.
  private(set) var sentence = Rectangle(width: 0, height: 0)
  /// Where the run is among what was done; empty while it is where it was never before.
  private(set) var timeBar = Rectangle(width: 0, height: 0)
  /// Where a twin stands; nil without one.
  private(set) var twin: TwinPlan?
  /// The panels that are shown.
  private(set) var panels: [PanelPlace] = []
  /// The newest notes, or what was just said.
  private(set) var notes = Rectangle(width: 0, height: 0)
  /// The keys.
  private(set) var footer = Rectangle(width: 0, height: 0)
  /// What lies over the panels, frame and all; empty without an overlay.
  private(set) var overlay = Rectangle(width: 0, height: 0)

  /// The plan for a state.
  init(_ state: DashboardState) {
    let screen = Rectangle(width: state.width, height: state.height)
    isLargeEnough = state.width >= Self.leastWidth && state.height >= Self.leastHeight
    guard isLargeEnough else { return }
    let isTall = state.height >= 30, isWide = state.width >= 150
    let strip = isTall && !isWide && state.entry.knobs.count > 1 ? 1 : 0
    let bands = Layout.rows(
      [
        .fixed(1, priority: 9), .fixed(state.guide == nil ? 0 : 1, priority: 5),
        .fixed(Self.alarmRows(state), priority: 8),
        .fixed(Self.promiseRows(state), priority: 5), .fixed(StoryStrip.rows(state), priority: 5),
        .fixed(Self.sentenceRows(state), priority: 6),
        .fixed(TimeBar(state) == nil ? 0 : 1, priority: 4),
        .fixed(state.entry.knobs.isEmpty ? 0 : 1, priority: 6), .fixed(strip, priority: 2),
        Share(minimum: 3, priority: 7), .fixed(Self.noteRows(state), priority: 3),
        .fixed(isTall ? 2 : 1, priority: 5),
      ], in: screen)
    (status, guide, alarm, promises, story, sentence) = (bands[0], bands[1], bands[2], bands[3], bands[4], bands[5])
    (timeBar, control, knobs) = (bands[6], bands[7], bands[8])
    (notes, footer) = (bands[10], bands[11])
    var body = bands[9]
    if isWide, state.height >= 24, state.entry.knobs.count > 1 {
      let columns = Layout.columns([Share(), .fixed(30)], in: body)
      (body, knobs, isKnobStrip) = (columns[0], columns[1], false)
    }
    twin = state.twin == nil ? nil : TwinPlan(state, in: body)
    panels = twin?.left.panels ?? Self.panels(state, in: body)
    // A card has the room of the knobs too.
    let top = [timeBar, control, knobs, bands[9]].first { !$0.isEmpty }?.row ?? 0
    overlay = Self.overlay(state, in: bands[9], cardFrom: top)
    if case .palette(let text, let selection) = state.overlay {
      let search = PaletteSearch(state, text), advice = Paragraph([search.advice(selection: selection)])
      self.search = search
      adviceRows = max(2, min(advice.rows(forWidth: page.width), page.height - 1))
    }
  }

  /// The panels in an area: as many as fit, or the focused one alone.
  static func panels(_ state: DashboardState, in area: Rectangle) -> [PanelPlace] {
    guard !area.isEmpty else { return [] }
    if state.isZoomed { return [PanelPlace(panel: state.focusedPanel, area: area)] }
    guard state.twin != nil else {
      return PanelArrangement.places(of: state.entry.panels, focused: state.focusedPanel, in: area)
    }
    // The panel that shows what is compared comes first, and has room.
    let first = state.comparedMeter.flatMap { state.entry.panel(showing: $0)?.panel } ?? state.focusedPanel
    let most = max(1, area.height / 8) * max(1, area.width / 50)
    return PanelArrangement.places(
      of: state.entry.panels, focused: state.focusedPanel, first: first, most: most, in: area)
  }

  /// What of the overlay is for its text.
  var page: Rectangle { overlay.inset(columns: 2) }

  /// What of the notes is for their list; where there is room, a row below it says what the signs mean.
  var noteList: Rectangle {
    let inner = page
    return Rectangle(
      column: inner.column, row: inner.row, width: inner.width,
      height: inner.height - (inner.height < 8 ? 0 : 2))
  }

  /// What of the palette is for the entries found; above it the typed line, below it what is wrong with it.
  var paletteList: Rectangle {
    let inner = page
    return Rectangle(
      column: inner.column, row: inner.row + 1, width: inner.width, height: inner.height - 1 - adviceRows)
  }

  /// What the palette finds; nil while it is closed.
  private(set) var search: PaletteSearch?
  /// The rows below the palette's entries: two, or as many as a complaint needs.
  private var adviceRows = 2

  private static func overlay(_ state: DashboardState, in body: Rectangle, cardFrom top: Int) -> Rectangle {
    func centred(_ most: Int, from row: Int, _ height: Int) -> Rectangle {
      let width = min(body.width, most)
      return Rectangle(column: body.column + (body.width - width) / 2, row: row, width: width, height: height)
    }
    switch state.overlay {
    case .none: return Rectangle(width: 0, height: 0)
    case .help, .laws, .story, .notes: return centred(100, from: body.row, body.height)
    case .ending: return centred(100, from: top, min(24, body.endRow - top))
    case .map: return body
    case .naming:
      return centred(60, from: body.row, min(body.height, 4))
    case .menu(let menu, _, _):
      return centred(90, from: body.row, min(body.height, max(6, MenuLine.all(menu, state).count + 2)))
    case .palette:
      return centred(80, from: body.row, min(body.height, 18))
    }
  }

  /// Above two runs there are no promises of one of them, unless there is room: the caption of each says how its own stand.
  private static func promiseRows(_ state: DashboardState) -> Int {
    // Where there is little room they give way: to the outcome of two runs, and to what should be tried first.
    let givesWay = state.height < 30 && (state.twin != nil || state.guide != nil)
    return state.entry.promises.isEmpty || givesWay ? 0 : 1
  }

  private static func sentenceRows(_ state: DashboardState) -> Int {
    guard let sentence = state.sentence else { return 0 }
    return min(Paragraph([sentence]).rows(forWidth: state.width), state.height / 4)
  }

  /// Enough rows for every word of the alarm, unless it would take more than half of the screen.
  private static func alarmRows(_ state: DashboardState) -> Int {
    guard let alarm = LawAlarm(state.laws) else { return 0 }
    return min(alarm.paragraph.rows(forWidth: state.width), state.height / 2)
  }

  /// One row at 80x24, more on larger screens; enough for every word of what was just said.
  private static func noteRows(_ state: DashboardState) -> Int {
    let usual = state.height >= 44 ? 5 : state.height >= 30 ? 3 : 1
    guard let notice = state.notice else { return usual }
    return max(usual, min(Paragraph([notice]).rows(forWidth: state.width), state.height / 3))
  }
}
