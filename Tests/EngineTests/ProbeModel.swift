import Engine
import FirstEdition

/// A world without events of its own, in which a test counts, records, checks and notes what it likes.
struct ProbeModel: Model {
  enum Event: EventCode {
    case step(UInt32)

    var code: UInt64 {
      switch self {
      case .step(let number): UInt64(number) << 8
      }
    }
  }

  enum Meter: Int, MeterSet {
    case level, time, count, otherTime

    var declaration: MeterDeclaration {
      switch self {
      case .level: MeterDeclaration("level", .gauge, "A level.")
      case .time: MeterDeclaration("time", .latency, "A time.")
      case .count: MeterDeclaration("count", .counter, "A count.")
      case .otherTime: MeterDeclaration("other", .latency, "Another time.")
      }
    }
  }

  enum Law: Int, LawSet {
    case always, sometimes, eventually, untested

    var declaration: LawDeclaration {
      switch self {
      case .always: LawDeclaration("always", .always, "Always.")
      case .sometimes: LawDeclaration("sometimes", .sometimes, "Sometimes.")
      case .eventually: LawDeclaration("eventually", .eventually, "Eventually.")
      case .untested: LawDeclaration("untested", .always, "Never looked at.")
      }
    }
  }

  enum Note: NoteSet {
    case detail(Int, topic: Int)
    case observation(Int, topic: Int)
    case headline(Int, topic: Int)

    var level: NoteLevel {
      switch self {
      case .detail: .detail
      case .observation: .observation
      case .headline: .headline
      }
    }

    var topic: Int {
      switch self {
      case .detail(_, let topic), .observation(_, let topic), .headline(_, let topic): topic
      }
    }

    var text: String {
      switch self {
      case .detail(let number, _), .observation(let number, _), .headline(let number, _): "\(number)"
      }
    }
  }

  /// The level at each sample is this.
  var level = 0.0

  init(_ knobs: [UInt32], _ context: inout Context<Self>) {
    for (index, number) in knobs.enumerated() {
      context.schedule(.step(number), at: .start + .milliseconds(Double(index)))
    }
  }

  mutating func handle(_ event: Event, _ context: inout Context<Self>) {}
  mutating func turn(_ knobs: [UInt32], _ context: inout Context<Self>) {}
  mutating func act(_ action: Int, _ isOn: Bool, _ context: inout Context<Self>) {
    context.note(.observation(action, topic: 0), cause: context.input)
  }
  mutating func observe(_ context: inout Context<Self>) { context.set(.level, level) }

  /// A run without events.
  static var run: Simulation<ProbeModel> { Simulation(seed: 1, knobs: []) }
}
