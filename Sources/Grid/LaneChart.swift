/// What happened when, in named lanes over a common time axis.
///
///     payment  ┣charge━━━━━━✓            ◄refund░░░✓
///     shipping               ┣ship━━━━━✗
///              ╵0 s      ╵1 s      ╵2 s      ╵3 s
///
/// A span of work is a heavy line, one that undoes work begins with `◄` and is hatched, waiting is dotted;
/// success ends in ✓, failure in ✗, and what goes on in `►`. Later spans cover earlier ones.
///
/// With messages the lanes move apart and arrows join them, from `●` where one was sent to `▼` or `▲` where
/// it arrived, to `×` where it was lost, or to `▽` or `△` at the present while it is under way:
///
///     n1 ───────────▼─────────────────▼─────── follower 3
///                   │                 │
///     n2 ╌╌╌━━━━━━━━●━━━━━━━━━━━━━━━━━●━━━━━━━ LEADER 3
///                   ╰─╮               ×
///     n3 ─────────────▼────············─────── follower 3
///        3 s ago ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ now
public struct LaneChart: Hashable, Sendable {
  /// What a span looks like.
  public enum Style: Hashable, Sendable {
    /// Work.
    case forward
    /// Work that undoes earlier work.
    case compensation
    /// Time in which nothing is done: a back-off, a lease.
    case waiting
    /// A state that holds, as a line without a beginning or an end.
    case state(Line)
  }

  /// The line of a state.
  public enum Line: Hashable, Sendable {
    /// `─`, for what is usual.
    case light
    /// `╌`, for what is not decided.
    case dashed
    /// `━`, for who leads.
    case heavy
    /// `·`, for who is not there.
    case dotted
  }

  /// How a span ended.
  public enum Outcome: Hashable, Sendable {
    /// As it should.
    case success
    /// Not as it should.
    case failure
    /// It ended, and that is all.
    case neutral
  }

  /// Something that took time.
  public struct Block: Hashable, Sendable {
    /// When it began, in seconds.
    public var start: Double
    /// When it ended, in seconds; nil while it goes on.
    public var end: Double?
    /// What it is; shown when it has room.
    public var label: String
    /// What it means.
    public var role: Role
    /// What it looks like.
    public var style: Style
    /// How it ended.
    public var outcome: Outcome

    /// A span of time.
    public init(
      _ label: String, from start: Double, to end: Double?, role: Role = .series1, style: Style = .forward,
      outcome: Outcome = .neutral
    ) {
      self.label = label
      self.start = start
      self.end = end
      self.role = role
      self.style = style
      self.outcome = outcome
    }
  }

  /// Something that took no time.
  public struct Point: Hashable, Sendable {
    /// When it happened, in seconds.
    public var time: Double
    /// What stands there.
    public var glyph: Unicode.Scalar
    /// What it means.
    public var role: Role

    /// A point in time.
    public init(_ glyph: Unicode.Scalar, at time: Double, role: Role = .text) {
      self.time = time
      self.glyph = glyph
      self.role = role
    }
  }

  /// A row of spans.
  public struct Lane: Hashable, Sendable {
    /// Who did it.
    public var name: String
    /// What was done, in the order in which it is drawn.
    public var blocks: [Block]
    /// What happened meanwhile, drawn over everything else.
    public var points: [Point]
    /// How it is now, in a word or two at the right end; left out where there is little room.
    public var state: Span

    /// A lane.
    public init(_ name: String, _ blocks: [Block], points: [Point] = [], state: Span = "") {
      self.name = name
      self.blocks = blocks
      self.points = points
      self.state = state
    }
  }

  /// What one lane sent to another.
  public struct Message: Hashable, Sendable {
    /// The indices of the lanes.
    public var from: Int, to: Int
    /// When it was sent, in seconds.
    public var sent: Double
    /// When it arrives, or would if it were not lost, in seconds; after the present it is still under way.
    public var arrives: Double
    /// When it was lost, in seconds; nil if it was not.
    public var lost: Double?
    /// What it is, in a word; shown where there is room.
    public var label: String
    /// What it means.
    public var role: Role
    /// Whether it is drawn before all others and never left out.
    public var isImportant: Bool

    /// A message between two lanes.
    public init(
      _ label: String = "", from: Int, to: Int, sent: Double, arrives: Double, lost: Double? = nil,
      role: Role = .muted, isImportant: Bool = false
    ) {
      self.label = label
      self.from = from
      self.to = to
      self.sent = sent
      self.arrives = arrives
      self.lost = lost
      self.role = role
      self.isImportant = isImportant
    }
  }

  /// How times are written below the lanes.
  public enum Axis: Hashable, Sendable {
    /// As they are, at round times; for a range that stays where it is.
    case clock
    /// As the distance to the end of the range, `3 s ago … now`; for a range that moves along.
    ///
    /// Times lie in columns that move as a whole, so that two of them never come nearer to each other.
    case ago
  }

  /// The lanes from the top.
  public var lanes: [Lane]
  /// The times shown, in seconds.
  public var range: ClosedRange<Double>
  /// The present, in seconds: where open spans end, marked in every lane; nil is the end of the range.
  public var now: Double?
  /// What the lanes sent to each other, in any order.
  public var messages: [Message]
  /// How times are written.
  public var axis: Axis
  /// How fine slow messages are drawn where there are no rows between the lanes.
  public var level: GlyphLevel

  /// A timeline.
  public init(
    _ lanes: [Lane], range: ClosedRange<Double>, now: Double? = nil, messages: [Message] = [],
    axis: Axis = .clock, level: GlyphLevel = .braille
  ) {
    self.lanes = lanes
    self.range = range
    self.now = now
    self.messages = messages
    self.axis = axis
    self.level = level
  }

  /// The newest `seconds` of a timeline that moves along.
  public init(
    _ lanes: [Lane], messages: [Message] = [], last seconds: Double, now: Double,
    level: GlyphLevel = .braille
  ) {
    let start = now - max(0, seconds)
    self.init(lanes, range: start <= now ? start...now : 0...0, now: now, messages: messages, axis: .ago, level: level)
  }
}
