import Engine
import Grid
import LabKit

/// Visitors pass turnstiles by gate: the smallest lab that uses every part of the contract.
public struct Turnstile: Lab {
  /// The gates.
  public enum Gate: Int, Label { case north, south }
  enum Topic: Int { case gates }
  enum Stream: Int, StreamKind { case arrivals, passing }

  /// What can be turned.
  public struct Knobs: KnobSet {
    var rate = Each<Gate, Double>(20, 10)
    var seconds = 0.1
    var counts = true

    /// An ordinary day.
    public init() {}

    /// In the order in which they are shown.
    public static let fields: [Knob<Knobs>] = [
      .each("*.rate", \.rate, 0...100, step: 5, unit: "/s", whileDraining: 0, "Visitors at the * gate, Poisson."),
      Knob("time", \.seconds, 0...2, step: 0.1, unit: "s", "How long a visitor takes, exponential."),
      Knob("counts", \.counts, "Off: nobody is counted who leaves."),
    ]
  }

  /// What can happen.
  public enum Event: UInt8, EventKind { case arrival, passed }

  /// What a key does.
  public enum Action: Int, ActionKind {
    case shut, rain, coach

    /// Keys, names and help.
    public var declaration: ActionFamily {
      switch self {
      case .shut: .faults("ns", by: .each(Gate.self), "shut", "shut *", "The * gate is shut.")
      case .rain: .fault("r", "rain", "rain", "Everybody takes three times as long.")
      case .coach: .once("b", "coach", "coach party", "Ten visitors at the north gate.")
      }
    }
  }

  /// What is measured.
  public enum Meter: Int, MeterKind {
    case came, left, turnedAway, inside, stay

    /// Names and kinds.
    public var declaration: MeterFamily {
      switch self {
      case .came: .counter("*.came", by: .each(Gate.self), "visitors", "Visitors who came to the * gate.")
      case .left: .counter("left", by: .each(Gate.self), "visitors", "Visitors who left by the * gate.")
      case .turnedAway: .counter("turned.away", "visitors", "Visitors before a shut gate.")
      case .inside: .gauge("inside", "visitors", "Visitors inside.")
      case .stay: .latency("stay", "From coming to leaving.")
      }
    }
  }

  /// What is claimed.
  public enum Law: Int, LawKind { case conservation, crowd, empties }

  /// What is told.
  public enum Note: NoteKind {
    case shut(Gate), coach

    /// In words.
    public func write(to writer: inout NoteWriter) {
      switch self {
      case .shut(let gate): writer.detail(Topic.gates, "A visitor stands before the shut \(gate.name) gate.")
      case .coach: writer.headline(Topic.gates, "A coach party arrives.")
      }
    }
  }

  static func rule(_ law: Law) -> Rule<Turnstile> {
    switch law {
    case .conservation:
      .always("conservation", "Everybody who came left, was turned away, or is inside.") { lab, context in
        let (came, gone) = (context.total(.came), context.total(.left) + context.total(.turnedAway))
        return came == gone + lab.visitors.count ? nil : "\(came) came, \(gone) gone, \(lab.visitors.count) inside"
      }
    case .crowd:
      .sometimes(
        "crowd", "Five are inside at once.",
        when: { knobs, _ in knobs.rate[.north] >= 20 && knobs.seconds > 0 })
    case .empties: .eventually("empties", "Everybody leaves.") { lab, _ in lab.visitors.count == 0 }
    }
  }

  /// Everything that is declared.
  public static func declaration(of _: NoBlueprint) -> Declaration<Turnstile> {
    Declaration(
      Card(
        id: "turnstile", title: "Turnstile", group: "toys", summary: "Visitors pass by two gates.",
        whenToUse: ["To try the contract."], whenNot: ["To learn a pattern."], simplifies: ["Everything."],
        panels: [
          Panel(
            "Gates", reading: "Who goes through which gate.", topics: [Topic.gates], knobs: ["*.rate", "time"],
            actions: [.shut],
            [
              .drawn(rows: 1) { view, canvas in
                canvas.write("inside \(view.lab.visitors.count)", column: 0, row: 0, role: .text)
              }
            ], status: { "\($0.lab.visitors.count) inside" })
        ], drainsWithin: .seconds(60)),
      rule: rule,
      promises: [
        .never("admits", "Nobody is turned away.", counted: .turnedAway, as: "visitor turned away"),
        .holds("roomy", "At most twenty are inside.", except: [.rain]) { lab, _ in
          lab.visitors.count > 20 ? "\(lab.visitors.count) are inside" : nil
        },
        .share(
          "leave", "Who comes leaves again.", of: .all(.left), among: .all(.came), least: 0.2, overSeconds: 5,
          atLeast: 5),
      ])
  }

  struct Visitor: Sendable {
    let gate: Gate, came: Instant
  }
  private var visitors = Slab<Visitor>()
  private var arrivals = Each<Gate, Arrivals<Turnstile>> { gate in
    Arrivals(.arrival, Slot(gate.rawValue), stream: Stream.arrivals, of: gate.rawValue)
  }
  private var serial: UInt64 = 0

  /// Before the first visitor.
  public init(_ context: inout Context<Turnstile>) { reconfigure(&context) }

  /// Whether nobody is inside.
  public var isDrained: Bool { visitors.count == 0 }

  /// Takes over the rates.
  public mutating func reconfigure(_ context: inout Context<Turnstile>) {
    for gate in Gate.allCases { arrivals[gate].turn(to: context.knobs.rate[gate], &context) }
  }

  /// Sends a coach party.
  public mutating func act(_ action: Action, _ member: Int, _ context: inout Context<Turnstile>) {
    context.note(.coach, cause: context.input)
    for _ in 0..<10 { enter(.north, &context) }
  }

  /// Somebody comes or leaves.
  public mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Turnstile>) {
    switch event {
    case .arrival:
      let gate = Gate(rawValue: Int(slot))!
      if arrivals[gate].next(tag, &context) != nil { enter(gate, &context) }
    case .passed:
      guard visitors.holds(slot, tag) else { return }
      let visitor = visitors[slot]
      visitors.remove(slot)
      context.count(.left, visitor.gate)
      context.record(.stay, context.now - visitor.came)
      context.span("visit", of: UInt64(slot), "left", since: visitor.came)
    }
  }

  private mutating func enter(_ gate: Gate, _ context: inout Context<Turnstile>) {
    context.count(.came, gate)
    if context.isOn(.shut, gate) {
      context.count(.turnedAway)
      context.note(.shut(gate), cause: context.cause(.shut, gate))
      return
    }
    let slot = visitors.insert(Visitor(gate: gate, came: context.now))
    var draw = context.draw(Stream.passing, serial)
    serial += 1
    let seconds = context.knobs.seconds * (context.isOn(.rain) ? 3 : 1)
    context.schedule(.passed, slot, tag: visitors.tag(slot), after: .seconds(seconds * draw.exponential()))
    if visitors.count >= 5 { context.reach(.crowd, "\(visitors.count) are inside") }
  }

  /// Sets the gauge.
  public mutating func sample(_ context: inout Context<Turnstile>) {
    context.set(.inside, Double(visitors.count))
  }
}
