import Engine
import FirstEdition

/// One car.
struct TollCar: Sendable {
  let number: UInt32
  let arrived: Instant
}

/// What happens on the road.
public enum TollEvent: EventCode {
  /// A car comes, unless the traffic was turned since.
  case arrival(UInt32)
  /// The car in this slot has paid.
  case paid(UInt32)

  /// The kind in the low byte.
  public var code: UInt64 {
    switch self {
    case .arrival(let generation): UInt64(generation) << 8 | 1
    case .paid(let slot): UInt64(slot) << 8 | 2
    }
  }
}

extension DrawStream {
  static let arrivals = DrawStream(1)
  static let payment = DrawStream(2)
}

/// What the keys do.
public enum TollAction: String, ActionSet {
  case closed, slow, convoy

  /// Two faults and one thing done once.
  public var declaration: ActionDeclaration {
    switch self {
    case .closed: .fault("c", "booth closed", "Cars queue and nobody is served.")
    case .slow: .fault("w", "slow booth", "Paying takes five times as long.")
    case .convoy: .once("v", "convoy", "Ten cars arrive at once.")
    }
  }
}

/// What is measured.
public enum TollMeter: Int, MeterSet {
  case arrived, passed, refused, queue, stay

  /// Counters, a gauge and a latency.
  public var declaration: MeterDeclaration {
    switch self {
    case .arrived: MeterDeclaration("cars.arrived", .counter, unit: "cars", "Cars that came.")
    case .passed: MeterDeclaration("cars.passed", .counter, unit: "cars", "Cars that paid and passed.")
    case .refused: MeterDeclaration("cars.refused", .counter, unit: "cars", "Cars that found the road full.")
    case .queue: MeterDeclaration("queue", .gauge, unit: "cars", "Cars that wait.")
    case .stay: MeterDeclaration("stay", .latency, unit: "s", "From arriving to passing.")
    }
  }
}

/// What is claimed.
public enum TollLaw: Int, LawSet {
  case conservation, queueGrows, everybodyPasses

  /// One law of each kind.
  public var declaration: LawDeclaration {
    switch self {
    case .conservation:
      LawDeclaration("conservation", .always, "Every car that came passed, was refused, waits or pays.")
    case .queueGrows: LawDeclaration("queue.grows", .sometimes, "Ten cars wait.")
    case .everybodyPasses:
      LawDeclaration("everybody.passes", .eventually, "Every car that was let in passes.")
    }
  }
}

/// What is told.
public enum TollNote: NoteSet {
  case closed, opened, convoy
  case turnedAway(UInt32)

  /// Closing is for the class, one car for those who look closely.
  public var level: NoteLevel {
    switch self {
    case .closed, .opened: .headline
    case .convoy: .observation
    case .turnedAway: .detail
    }
  }

  /// The booth, or the road.
  public var topic: Int {
    switch self {
    case .closed, .opened: 0
    case .convoy, .turnedAway: 1
    }
  }

  /// The sentence.
  public var text: String {
    switch self {
    case .closed: "The booth closes: cars queue."
    case .opened: "The booth opens again."
    case .convoy: "A convoy of ten cars arrives at once."
    case .turnedAway(let number): "Car \(number) is turned away: the road is full."
    }
  }
}
