import Engine
import Grid
import LabKit

extension TollBooth {
  enum Topic: Int { case booth, road }
  enum Stream: Int, StreamKind { case arrivals, payment }
  enum Event: UInt8, EventKind { case arrival, paid }
  enum Law: Int, LawKind { case conservation, queueGrows, everybodyPasses }

  /// A knob of every kind: numbers with fractions and units, whole numbers, a toggle and a choice.
  struct Knobs: KnobSet {
    enum Payment: String, CaseIterable, Sendable {
      case cash, card, tag

      var factor: Double {
        switch self {
        case .cash: 1.5
        case .card: 1
        case .tag: 0.5
        }
      }
    }

    var traffic = 8.0
    var service = 100.0
    var lanes = 1
    var places = 40
    var isLimited = true
    var payment = Payment.card

    static let fields: [Knob<Knobs>] = [
      Knob("traffic", \.traffic, 0...20, step: 0.1, unit: "/s", whileDraining: 0, "How many cars come."),
      Knob(
        "service", \.service, 10...500, step: 10, unit: "ms", whileDraining: 10,
        "How long paying by card takes on average."),
      Knob("lanes", \.lanes, 1...4, "How many cars are served at once."),
      Knob("places", \.places, 5...100, step: 5, "How many cars the road holds."),
      Knob("limit", \.isLimited, title: "road limit", "Whether the road holds only so many cars."),
      Knob("payment", \.payment, "How drivers pay: cash takes longer than a card, a tag takes half as long."),
    ]
  }

  /// Two faults and one thing done once.
  enum Action: Int, ActionKind {
    case closed, slow, convoy

    var declaration: ActionFamily {
      switch self {
      case .closed: .fault("c", "closed", "booth closed", "Cars queue and nobody is served.")
      case .slow: .fault("w", "slow", "slow booth", "Paying takes five times as long.")
      case .convoy: .once("g", "convoy", "convoy", "Ten cars arrive at once.")
      }
    }
  }

  /// Counters, a gauge and a latency.
  enum Meter: Int, MeterKind {
    case arrived, passed, refused, queue, stay

    var declaration: MeterFamily {
      switch self {
      case .arrived: .counter("cars.arrived", "cars", "Cars that came.")
      case .passed: .counter("cars.passed", "cars", "Cars that paid and passed.")
      case .refused: .counter("cars.refused", "cars", "Cars that found the road full.")
      case .queue: .gauge("queue", "cars", "Cars that wait.")
      case .stay: .latency("stay", "From arriving to passing.")
      }
    }
  }

  /// Closing is for the class, one car for those who look closely.
  enum Note: NoteKind {
    case closed, opened, convoy
    case turnedAway(UInt32)

    func write(to writer: inout NoteWriter) {
      switch self {
      case .closed: writer.headline(Topic.booth, "The booth closes: cars queue.")
      case .opened: writer.headline(Topic.booth, "The booth opens again.")
      case .convoy: writer.observation(Topic.road, "A convoy of ten cars arrives at once.")
      case .turnedAway(let number): writer.detail(Topic.road, "Car \(number) is turned away: the road is full.")
      }
    }
  }

  static func declaration(of flaw: TollFlaw) -> Declaration<TollBooth> {
    Declaration(
      Card(
        id: flaw.id, title: "Toll booth", group: "toys",
        summary: "Cars queue at a toll booth. It exists to test everything around labs.",
        whenToUse: ["In tests."], whenNot: ["In class."], simplifies: ["No driver changes lanes."],
        panels: [booth.slowed { Int($1.now.seconds * 20) % 20 == 1 }, road.slowed { _, _ in true }],
        drainsWithin: .seconds(120)),
      rule: { rule($0, flaw) }, promises: flaw.promise.map { [promise($0)] } ?? [])
  }

  /// Without the limit the queue of a booth that is closed has no bound; more lanes are no reason for one.
  private static func promise(_ promised: TollFlaw.Promised) -> Promise<TollBooth> {
    let off: PatternOff<TollBooth> =
      switch promised {
      case .kept, .tooMuch: .when(off: ["limit": "off"], under: .closed)
      case .nothing: .when(off: ["lanes": "4"], under: .closed)
      case .misnamed: .when(off: ["lmit": "off", "limit": "maybe"])
      }
    return .holds(
      "short", "The queue stays short.", except: promised == .kept ? [.slow] : [], breaks: off
    ) { lab, _ in
      lab.waiting > (promised == .tooMuch ? 20 : 60) ? "\(lab.waiting) wait" : nil
    }
  }

  private static var booth: Panel<TollBooth> {
    Panel(
      "Booth", reading: "Who pays, and who waits for it.", topics: [Topic.booth],
      knobs: ["service", "lanes", "payment"], actions: [.closed, .slow],
      [
        .drawn(rows: 1) { view, canvas in
          canvas.write("passed \(view.total(.all(.passed)))", column: 0, row: 0)
        }
      ], status: { $0.context.isOn(.closed) ? "closed" : "open" })
  }

  private static var road: Panel<TollBooth> {
    Panel(
      "Road", reading: "Who comes, and who is turned away.", topics: [Topic.road],
      knobs: ["traffic", "places", "limit"], actions: [.convoy],
      minimumWidth: 12,
      [
        .drawn(rows: 2) { view, canvas in
          canvas.write("waiting \(view.lab.waiting)", column: 0, row: 0)
          let cars = String(repeating: "#", count: min(200, view.lab.waiting))
          canvas.write(cars, column: 0, row: 1, role: .warning)
        }
      ], status: { "\($0.lab.waiting) wait" })
  }
}
