import Engine
import Grid
import LabKit

/// A harbour with five panels, a knob of every kind and a law that a key can break: something to show
/// dashboards with.
struct Harbour: Lab {
  struct Knobs: KnobSet {
    enum Tide: String, CaseIterable, Sendable { case low, mean, high }

    var traffic = 600.0
    var pilots = 3
    var fuel = 1.5
    var tide = Tide.mean
    var hasRadar = true

    static let fields: [Knob<Knobs>] = [
      Knob("traffic", \.traffic, 0...3000, step: 50, unit: "/s", "Ships that come a second."),
      Knob("pilots", \.pilots, 1...9, unit: "people", "Who steers them in."),
      Knob("fuel.price", \.fuel, 0.5...3, step: 0.1, unit: "€", title: "fuel price", "What a litre costs."),
      Knob("tide", \.tide, "How deep the water is."),
      Knob("radar", \.hasRadar, "Off: ships wait for good sight."),
    ]
  }

  enum Event: UInt8, EventKind { case ship }
  enum Topic: Int, CaseIterable { case berths, ships, pilots, light, customs }

  enum Action: Int, ActionKind {
    case storm, strike, flare, sink

    var declaration: ActionFamily {
      switch self {
      case .storm: .fault("p", "storm", "storm", "No ship comes in.")
      case .strike: .fault("w", "strike", "pilots on strike", "Every ship steers by itself.")
      case .flare: .once("o", "flare", "flare", "Fires one flare.")
      case .sink: .once("x", "sink", "sink a ship", "Breaks the law that no ship sinks.")
      }
    }
  }

  enum Meter: Int, MeterKind {
    case arrived
    var declaration: MeterFamily { .counter("ships.arrived", "ships", "Ships.") }
  }

  enum Law: Int, LawKind { case afloat, flares, home }

  static func rule(_ law: Law) -> Rule<Harbour> {
    switch law {
    case .afloat: .always("afloat", "No ship that was let into the harbour sinks while it is there.")
    case .flares: .sometimes("flares", "A flare is seen.")
    case .home: .eventually("home", "Every ship comes home.") { _, _ in nil }
    }
  }

  enum Note: NoteKind {
    case ship(Int), flare, storm(Bool)

    func write(to writer: inout NoteWriter) {
      switch self {
      case .ship(let number): writer.detail(Topic.berths, "Ship \(number) comes in.")
      case .flare: writer.headline(Topic.ships, "A flare lights up the harbour: everybody sees everybody.")
      case .storm(let isOn): writer.headline(Topic.ships, isOn ? "A storm closes the harbour." : "The storm is over.")
      }
    }
  }

  private var ships = 0
  let isDrained = true

  init(_ context: inout Context<Harbour>) { context.schedule(.ship, after: .milliseconds(100)) }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Harbour>) {
    context.schedule(.ship, after: .milliseconds(100))
    guard !context.isOn(.storm) else { return }
    let more = Int(context.knobs.traffic / 10)
    ships += more
    context.count(.arrived, more)
    context.check(.afloat, true)
    context.note(.ship(ships))
  }

  mutating func reconfigure(_ context: inout Context<Harbour>) {
    if context.hasToggled(.storm) { context.note(.storm(context.isOn(.storm)), cause: context.input) }
  }

  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<Harbour>) {
    if action == .flare {
      context.reach(.flares, "one flare")
      context.note(.flare, cause: context.input)
    } else {
      context.check(.afloat, false, "ship \(ships) of \(ships) went down with all the freight it had")
    }
  }

  static func declaration(of _: NoBlueprint) -> Declaration<Harbour> {
    let titles = ["Berths", "Shedding ships", "Pilots", "Lighthouse", "Customs queue"]
    let actions: [[Action]] = [[.storm], [.storm, .strike, .flare], [.strike], [], [.sink]]
    return Declaration(
      Card(
        id: "harbour", title: "The harbour", group: "tests", summary: "Ships come and go.",
        whenToUse: ["To see dashboards."], whenNot: ["To see ships."], simplifies: ["There is no water."],
        panels: Topic.allCases.map { topic in
          Panel(
            titles[topic.rawValue], reading: "The bar is the harbour.", topics: [topic],
            actions: actions[topic.rawValue], minimumWidth: 30,
            minimumHeight: 3,
            [
              .drawn(rows: 1) { view, canvas in
                canvas.write("ships \(view.lab.ships)", column: 0, row: 0)
                let bar = String(repeating: "█", count: 400)
                canvas.write(bar, column: 0, row: 1, role: .series(topic.rawValue))
              }
            ], status: { $0.context.isOn(.storm) || $0.context.isOn(.strike) ? "closed" : "open" })
        }, drainsWithin: .seconds(1)),
      rule: rule)
  }
}
