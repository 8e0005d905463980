import Grid
import LabKit

/// All that the dashboard knows; the screen is a function of it.
public struct DashboardState: Sendable {
  /// The lab that is open.
  public internal(set) var entry: LabEntry
  /// The labs that can be opened.
  public var labs: [LabEntry]
  /// The stories that can be played.
  public var stories: [StoryListing]
  /// The names of the themes.
  public let themes: [String]
  /// The number of the run, which every effect is meant for.
  public internal(set) var run = 0
  /// The run at its newest moment; nil until the first one comes.
  public internal(set) var snapshot: (any LabSnapshot)?
  /// How many moments were shown so far, of all runs.
  var moment = 0

  /// Where that is among everything that was done; nil until somebody says.
  public internal(set) var map: RunMap?
  /// The twin; nil when there is none.
  public internal(set) var twin: Twin?
  /// How the two differ.
  var twinReadings: TwinReadings?
  /// What the run says about the story that it tells; nil when it tells none.
  public internal(set) var storyline: Storyline?
  /// Whether the two stand one above the other, whatever the screen is like; nil goes by the screen.
  public internal(set) var isTwinStacked: Bool?
  /// The position of the meter that is compared.
  public internal(set) var comparedMeter: Int?
  /// Whether somebody chose it, and the panel beside another one that shows it.
  var isMeterChosen = false, isPanelChosen = false
  /// Where the two part for good in a meter, as far as was run.
  var parting: Parting?

  /// The extent of the screen in cells, at least 0.
  public internal(set) var width: Int, height: Int
  /// How fine the glyphs are.
  public internal(set) var glyphs: GlyphLevel
  /// The position of the panel that the keys act on.
  public internal(set) var focusedPanel = 0
  /// The position of the knob that the keys turn.
  public internal(set) var focusedKnob = 0
  /// Whether the focused panel is shown alone.
  public internal(set) var isZoomed = false
  /// What lies over the panels.
  public internal(set) var overlay: Overlay = .none
  /// Whether the virtual time stands still.
  public internal(set) var isPaused: Bool
  /// The speed that was asked for, and the one that was really reached lately.
  public internal(set) var speed: Double, actualSpeed: Double
  /// Whether what takes less than a blink is slowed down, and whether it is now.
  var slowsDown = true, isSlow = false
  /// The position of the theme.
  public internal(set) var theme: Int
  /// Something to be read, until the next key.
  public internal(set) var notice: Span?
  /// A command that is carried out only when it is given once more; nothing else may be done between.
  var asked: Command?
  /// How many of the newest notes are scrolled away.
  public internal(set) var notesBack = 0

  // Of the snapshot; asked for once, since each answer is put together anew.
  var snapshotKnobs: [Double]
  var snapshotFaults: [Int] = []
  var laws: [LawLine] = []
  var promises: [PromiseLine] = []
  var pendingKnobs: [Pending<Double>?]
  var pendingFaults: [Pending<Bool>?]
  /// The chain of causes that is open, as it was when it was opened: meanwhile the log may forget it.
  var chain: [NoteLine] = []
  /// What to try in the first minute; nil when nothing is proposed.
  var guide: Guide?
  /// The dashboard as it was when it was left for a pattern's own lab; at most one.
  var left: [DashboardState] = []
  /// Whether the mouse holds the slider.
  var isDragging = false

  /// A dashboard for a lab that is about to run.
  ///
  /// `knobs` are the values that the run begins with, `theme` is a position among `themes`. The size
  /// follows with
  /// `Message.resized`.
  public init(
    entry: LabEntry, labs: [LabEntry], knobs: [Double]? = nil, stories: [StoryListing] = [],
    themes: [String] = [], theme: Int = 0,
    width: Int = 80, height: Int = 24, glyphs: GlyphLevel = .block, speed: Double = 1, isPaused: Bool = false
  ) {
    self.entry = entry
    self.labs = labs
    self.stories = stories
    self.themes = themes
    self.theme = themes.indices.contains(theme) ? theme : 0
    self.width = max(0, width)
    self.height = max(0, height)
    self.glyphs = glyphs
    self.speed = speed
    self.isPaused = isPaused
    actualSpeed = speed
    snapshotKnobs = knobs.map { $0.count == entry.knobs.count ? $0 : entry.defaults } ?? entry.defaults
    pendingKnobs = entry.knobs.map { _ in nil }
    pendingFaults = entry.actions.map { _ in nil }
  }
}

extension DashboardState {
  /// A knob's value as the screen shows it: what was asked for last.
  public func value(ofKnob index: Int) -> Double {
    pendingKnobs[index]?.value ?? snapshotKnobs[index]
  }

  /// Whether a fault is injected, or was just asked to be.
  public func isInjected(_ action: Int) -> Bool {
    pendingFaults[action]?.value ?? snapshotFaults.contains(action)
  }

  /// The positions of the faults that are injected, or were just asked to be.
  public var faults: [Int] { entry.actions.indices.filter(isInjected) }

  /// The focused knob's declaration; nil in a lab without knobs.
  var focusedField: KnobField? {
    entry.knobs.indices.contains(focusedKnob) ? entry.knobs[focusedKnob] : nil
  }

  /// The focused panel's declaration; nil in a lab without panels.
  var focusedPanelField: LabEntry.PanelField? {
    entry.panels.indices.contains(focusedPanel) ? entry.panels[focusedPanel] : nil
  }

  /// Begins to show another run: no branch, no note and nothing that was asked for in the one before means anything
  /// in this one.
  mutating func begin(_ number: Int, of next: LabEntry) {
    run = number
    // The file of a system may say something else under the same name.
    if next.id != entry.id || next.text != entry.text { open(next) }
    forgetPending()
    (snapshot, chain, overlay) = (nil, [], .none)
    (map, twin, twinReadings, comparedMeter, parting) = (nil, nil, nil, nil, nil)
    (isMeterChosen, isPanelChosen, storyline) = (false, false, nil)
    (notesBack, isDragging) = (0, false)
  }

  private mutating func open(_ next: LabEntry) {
    entry = next
    snapshotKnobs = next.defaults
    (snapshotFaults, laws, promises) = ([], [], [])
    pendingKnobs = next.knobs.map { _ in nil }
    pendingFaults = next.actions.map { _ in nil }
    (focusedPanel, focusedKnob, isZoomed, guide) = (0, 0, false, nil)
  }
}
