import Engine
import FirstEdition

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

    static var fields: [Knob<Knobs>] {
      [
        Knob("traffic", \.traffic, 0...3000, step: 50, unit: "/s", "Ships that come a second."),
        Knob("pilots", \.pilots, 1...9, unit: "people", "Who steers them in."),
        Knob("fuel.price", \.fuel, 0.5...3, step: 0.1, unit: "€", title: "fuel price", "What a litre costs."),
        Knob("tide", \.tide, "How deep the water is."),
        Knob("radar", \.hasRadar, "Off: ships wait for good sight."),
      ]
    }
  }

  enum Event: EventCode {
    case ship
    var code: UInt64 { 1 }
  }

  enum Action: String, ActionSet {
    case storm, strike, flare, sink

    var declaration: ActionDeclaration {
      switch self {
      case .storm: .fault("p", "storm", "No ship comes in.")
      case .strike: .fault("w", "pilots on strike", "Every ship steers by itself.")
      case .flare: .once("o", "flare", "Fires one flare.")
      case .sink: .once("x", "sink a ship", "Breaks the law that no ship sinks.")
      }
    }
  }

  enum Meter: Int, MeterSet {
    case arrived
    var declaration: MeterDeclaration { MeterDeclaration("ships.arrived", .counter, unit: "ships", "Ships.") }
  }

  enum Law: Int, LawSet {
    case afloat, flares, home

    var declaration: LawDeclaration {
      switch self {
      case .afloat:
        LawDeclaration("afloat", .always, "No ship that was let into the harbour sinks while it is there.")
      case .flares: LawDeclaration("flares", .sometimes, "A flare is seen.")
      case .home: LawDeclaration("home", .eventually, "Every ship comes home.")
      }
    }
  }

  enum Note: NoteSet {
    case ship(Int), flare, storm(Bool)

    var level: NoteLevel { if case .ship = self { .detail } else { .headline } }
    var topic: Int { if case .ship = self { 0 } else { 1 } }
    var text: String {
      switch self {
      case .ship(let number): "Ship \(number) comes in."
      case .flare: "A flare lights up the harbour: everybody sees everybody."
      case .storm(let isOn): isOn ? "A storm closes the harbour." : "The storm is over."
      }
    }
  }

  private var knobs: Knobs
  private var ships = 0
  private var isStormy = false

  init(_ knobs: Knobs, _ context: inout Context<Self>) {
    self.knobs = knobs
    context.schedule(.ship, after: .milliseconds(100))
  }

  var isDrained: Bool { true }

  mutating func handle(_ event: Event, _ context: inout Context<Self>) {
    context.schedule(.ship, after: .milliseconds(100))
    guard !isStormy else { return }
    ships += Int(knobs.traffic / 10)
    context.count(.arrived, Int(knobs.traffic / 10))
    context.check(.afloat, true)
    context.note(.ship(ships))
  }

  mutating func turn(_ knobs: Knobs, _ context: inout Context<Self>) { self.knobs = knobs }

  mutating func act(_ action: Action, _ isOn: Bool, _ context: inout Context<Self>) {
    switch action {
    case .storm:
      isStormy = isOn
      context.note(.storm(isOn), cause: context.input)
    case .strike: break
    case .flare:
      context.reach(.flares, "one flare")
      context.note(.flare, cause: context.input)
    case .sink:
      context.check(.afloat, false, "ship \(ships) of \(ships) went down with all the freight it had")
    }
  }

  static var card: LabCard<Self> {
    let titles = ["Berths", "Shedding ships", "Pilots", "Lighthouse", "Customs queue"]
    let actions: [[Action]] = [[.storm], [.storm, .strike, .flare], [.strike], [], [.sink]]
    return LabCard(
      id: "harbour", title: "The harbour", group: "tests", summary: "Ships come and go.",
      whenToUse: ["To see dashboards."], whenNot: ["To see ships."], simplifies: ["There is no water."],
      panels: titles.indices.map { index in
        Panel(
          titles[index], topics: [index], actions: actions[index], minimumWidth: 30, minimumHeight: 3,
          status: { $0.faults.isEmpty ? "open" : "closed" },
          draw: { view, canvas in
            canvas.write("ships \(view.model.ships)", column: 0, row: 0)
            canvas.write(String(repeating: "█", count: 400), column: 0, row: 1, role: .series(index))
          })
      }, drainsWithin: .seconds(1))
  }
}
