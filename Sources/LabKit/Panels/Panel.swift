import Engine
import Grid

/// One picture of a lab: parts, one below the other, that are functions from a snapshot to cells.
public struct Panel<L: Lab>: Sendable {
  let title: String
  /// How to read it, in three lines or so: what is seen, what to look at, what it means when it changes.
  let reading: String
  /// Which notes are about it, by their topics' raw values; `]` goes to the next of them.
  let topics: [Int]
  /// The names of the knobs that act on it, or of families of them, and the actions; the footer shows them while it is
  /// focused.
  let knobs: [String], actions: [L.Action]
  /// The labs in which its patterns are alone, by their names, the most important first, each with the faults there that
  /// are the same as some here.
  let labs: KeyValuePairs<String, KeyValuePairs<L.Action, String>>
  /// The columns and rows without which it is no use; rows, if it does not say, are those of its most important part.
  let minimumWidth: Int, minimumHeight: Int
  /// Whether it is shown only while it is focused, which one of its actions does as well.
  let isOnDemand: Bool
  /// A few words on the state, beside the title.
  let status: @Sendable (View<L>) -> String
  let parts: [Part<L>]
  /// Whether something happens in it now that takes less than a blink; nil where nothing does.
  private(set) var isBrief: (@Sendable (L, Context<L>) -> Bool)?

  /// A panel.
  public init(
    _ title: String, reading: String = "", topics: [some RawRepresentable<Int>], knobs: [String] = [],
    actions: [L.Action] = [], labs: KeyValuePairs<String, KeyValuePairs<L.Action, String>> = [:],
    minimumWidth: Int = 20, minimumHeight: Int? = nil, isOnDemand: Bool = false, _ parts: [Part<L>],
    status: @escaping @Sendable (View<L>) -> String = { _ in "" }
  ) {
    (self.title, self.reading, self.topics) = (title, reading, topics.map(\.rawValue))
    (self.knobs, self.actions, self.minimumWidth) = (knobs, actions, minimumWidth)
    (self.parts, self.status, self.labs, self.isOnDemand) = (parts, status, labs, isOnDemand)
    self.minimumHeight = minimumHeight ?? parts.max { $0.priority < $1.priority }.map { max(1, $0.least) } ?? 1
  }

  /// The same, in which something takes less than a blink: while it is shown alone, time is slow then.
  public func slowed(while isBrief: @escaping @Sendable (L, Context<L>) -> Bool) -> Panel {
    var panel = self
    panel.isBrief = isBrief
    return panel
  }

  /// Draws it inside its frame; at any size, from nothing up. What finds no room drops out in order of importance; the
  /// last events take what is left over, and have their place when the panel is shown alone.
  func draw(_ view: View<L>, isAlone: Bool, on canvas: inout Canvas) {
    func sized(_ part: Part<L>) -> Sized { (part, part.most?(view, canvas.width) ?? .max) }
    var shown = parts.filter { $0.isShown(view) }.map(sized)
    // Among others only what nobody else can use, so that sentences are put together only when they are seen.
    let left = canvas.height - shown.reduce(0) { $0 + min($1.part.least, $1.most) }
    if isAlone || canvas.height >= Self.rowsWithEvents && left > 2 {
      let rows = isAlone ? canvas.height : min(left, canvas.height / 3)
      shown += Part.events(topics, view, width: canvas.width, rows: rows, isAlone: isAlone).map(sized)
    }
    let places = Layout.rows(Self.shares(shown, height: canvas.height), in: canvas.bounds)
    for (sized, place) in zip(shown, places) where !place.isEmpty {
      canvas.inside(place) { sized.part.draw(view, &$0) }
    }
  }

  /// A part and the rows beyond which it does not grow here: asked for once, since it may have to put text together.
  private typealias Sized = (part: Part<L>, most: Int)

  /// What each part gets: extras, with a priority of 0 or less, only what the others cannot use.
  private static func shares(_ parts: [Sized], height: Int) -> [Share] {
    var rest = height
    var shares = parts.map { part, most in
      let least = min(part.least, most)
      // Of one with a share of its own, as of one that grows without end, no more is wanted than it needs.
      if part.priority > 0 { rest -= part.share == nil && part.most != nil ? most : least }
      return Share(weight: part.weight, minimum: least, maximum: most, priority: part.priority)
    }
    let extras = parts.indices.filter { parts[$0].part.priority <= 0 }
    for extra in extras.sorted(by: { (-parts[$0].part.priority, $0) < (-parts[$1].part.priority, $1) }) {
      if shares[extra].minimum <= rest {
        rest -= shares[extra].minimum
      } else {
        shares[extra] = .fixed(0, priority: 99)
      }
    }
    return shares
  }

  /// The rows from which on there is room for events among others.
  private static var rowsWithEvents: Int { 10 }
}

/// One part of a panel: it knows its least size, how far it grows, and how important it is.
public struct Part<L: Lab>: Sendable {
  /// The rows without which it is no use.
  var least: Int
  /// The rows beyond which it does not grow; nil takes all that there is.
  var most: (@Sendable (_ view: View<L>, _ width: Int) -> Int)?
  /// Its share of what is left over; nil is 1 of a part that grows without end, and of another one so much that the more
  /// important have all that they can use before the others have any of it.
  var share: Int?
  var weight: Int { share ?? (most == nil ? 1 : 16 << (4 * min(8, max(0, priority)))) }
  /// The higher, the later it drops out.
  var priority = 1
  /// The meters that can be read from it.
  var shownMeters: [ShownMeter<L>] = []
  var isShown: @Sendable (View<L>) -> Bool = { _ in true }
  let draw: @Sendable (View<L>, inout Canvas) -> Void

  /// A part that a lab draws itself, for what no other part can show.
  public static func drawn(
    rows least: Int, most: Int? = nil, _ draw: @escaping @Sendable (View<L>, inout Canvas) -> Void
  ) -> Part {
    let part = Part(least: least, most: nil, draw: draw)
    return most.map(part.most) ?? part
  }

  /// The same, more or less important: the least important drops out first. The default is 1.
  public func priority(_ priority: Int) -> Part { with(\.priority, priority) }

  /// The same, without use below so many rows.
  public func least(rows: Int) -> Part { with(\.least, rows) }

  /// The same, at most so many rows.
  public func most(rows: Int) -> Part { with(\.most) { @Sendable _, _ in rows } }

  /// The same, that some meters can be read from; what a chart, a table or totals show they say themselves.
  public func showing(_ meters: L.Meter..., as role: Role = .series1) -> Part {
    with(\.shownMeters, shownMeters + meters.map { ShownMeter(.all($0), role) })
  }

  /// The same, at most as many rows as the world asks for.
  public func most(rows: @escaping @Sendable (View<L>) -> Int) -> Part {
    with(\.most) { @Sendable view, _ in rows(view) }
  }

  /// The same, shown only while a condition holds.
  public func shown(when isShown: @escaping @Sendable (View<L>) -> Bool) -> Part { with(\.isShown, isShown) }

  func with<Value>(_ path: WritableKeyPath<Part, Value>, _ value: Value) -> Part {
    var part = self
    part[keyPath: path] = value
    return part
  }
}

/// A meter that can be read from a part, and the role of its colour there.
struct ShownMeter<L: Lab>: Sendable {
  let readings: Readings<L>, role: Role

  init(_ readings: Readings<L>, _ role: Role) { (self.readings, self.role) = (readings, role) }
}
