import Engine
import LabKit
import Synchronization

/// What no world may have: a memory outside of itself.
private let tollsEverPaid = Atomic(0)

/// A toll road: cars arrive by chance, queue, pay and pass. Its blueprint says what is wrong with it, so that the checks
/// can be shown to find something.
struct TollBooth: Lab {
  typealias Blueprint = TollFlaw

  struct Car: Sendable {
    let number: UInt32, arrived: Instant
  }
  private var traffic = Arrivals<TollBooth>(.arrival, stream: Stream.arrivals)
  private var station = Station<Car>(servers: 0)
  /// The cars that are paying, so that an event need only name the slot.
  private var paying = Slab<Car>()
  private var arrived = 0, passed = 0, refused = 0
  private var isClosed = false

  /// An empty road.
  init(_ context: inout Context<TollBooth>) { reconfigure(&context) }

  /// How many cars wait.
  var waiting: Int { station.waiting }
  /// Nobody waits and nobody pays.
  var isDrained: Bool { station.count == 0 && traffic.rate == 0 }

  /// Takes over knobs and faults; a new lane serves at once.
  mutating func reconfigure(_ context: inout Context<TollBooth>) {
    let isShut = context.isOn(.closed)
    if context.hasToggled(.closed) { context.note(isShut ? .closed : .opened, cause: context.input) }
    isClosed = isShut || context.blueprint.staysClosed && isClosed
    traffic.turn(to: context.knobs.traffic, &context)
    station.places = context.knobs.isLimited ? context.knobs.places : .max
    station.servers = isClosed ? 0 : context.knobs.lanes
    while let car = station.startWaiting() { pay(car, &context) }
  }

  /// Sends a convoy.
  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<TollBooth>) {
    context.note(.convoy, cause: context.input)
    for _ in 0..<10 { arrive(&context) }
  }

  /// A car comes, or one has paid.
  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<TollBooth>) {
    switch event {
    case .arrival: if traffic.next(tag, &context) != nil { arrive(&context) }
    case .paid:
      let car = paying[slot]
      paying.remove(slot)
      pass(car, &context)
      if let next = station.finish() { pay(next, &context) }
    }
  }

  private mutating func arrive(_ context: inout Context<TollBooth>) {
    let car = Car(number: UInt32(truncatingIfNeeded: arrived), arrived: context.now)
    arrived += 1
    context.count(.arrived)
    switch station.arrive(car) {
    case .starts: pay(car, &context)
    case .waits:
      if waiting >= 10, context.blueprint.reachesWithMultiplesOf == nil {
        context.reach(.queueGrows, "\(waiting) cars wait")
      }
    case .refused:
      refused += 1
      context.count(.refused)
      context.note(.turnedAway(car.number), cause: context.input)
    }
  }

  private mutating func pay(_ car: Car, _ context: inout Context<TollBooth>) {
    let attempt = context.blueprint.remembersOutside ? tollsEverPaid.add(1, ordering: .relaxed).newValue : 0
    var draw = context.draw(Stream.payment, car.number, attempt: attempt)
    let factor = context.knobs.payment.factor * (context.isOn(.slow) ? 5 : 1)
    let mean = Interval.milliseconds(context.knobs.service * factor)
    context.schedule(.paid, paying.insert(car), after: Distribution.exponential(mean: mean).sample(&draw))
  }

  private mutating func pass(_ car: Car, _ context: inout Context<TollBooth>) {
    if context.blueprint.losesCars && isClosed { return }
    passed += 1
    context.count(.passed)
    context.record(.stay, context.now - car.arrived)
  }

  /// Sets the gauge.
  mutating func sample(_ context: inout Context<TollBooth>) { context.set(.queue, Double(waiting)) }
}

extension TollBooth {
  static func rule(_ law: Law, _ flaw: TollFlaw) -> Rule<TollBooth> {
    switch law {
    case .conservation: conservation(flaw)
    case .queueGrows:
      .sometimes(
        "queue.grows", "Ten cars wait.",
        when: { knobs, _ in flaw.reachesWithMultiplesOf != nil || knobs.traffic > 0 && !flaw.neverReaches },
        reached: { lab, context in
          guard let number = flaw.reachesWithMultiplesOf, context.seed % number == 0 else { return nil }
          return "\(lab.waiting) cars wait"
        })
    case .everybodyPasses:
      .eventually("everybody.passes", "Every car that was let in passes.") { lab, _ in
        lab.passed + lab.refused == lab.arrived
      }
    }
  }

  private static func conservation(_ flaw: TollFlaw) -> Rule<TollBooth> {
    let claim = "Every car that came passed, was refused, waits or pays."
    guard !flaw.neverChecks else { return .always("conservation", claim) }
    return .always("conservation", claim) { lab, _ in
      let present = lab.passed + lab.refused + lab.station.count
      return present == lab.arrived ? nil : "\(lab.arrived) arrived, \(present) accounted for"
    }
  }
}
