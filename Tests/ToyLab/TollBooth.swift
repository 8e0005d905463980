import Engine
import FirstEdition
import Synchronization

/// What no world may have: a memory outside of itself.
private let tollsEverPaid = Atomic(0)

/// A toll road: cars arrive by chance, queue, pay and pass. The smallest lab that uses every part of the contract.
///
/// Generic in its flaw, so that the checks can be shown to find something.
public struct TollBooth<Flaw: TollFlaw>: Lab {
  /// What is measured.
  public typealias Meter = TollMeter
  /// What is claimed.
  public typealias Law = TollLaw
  /// What is told.
  public typealias Note = TollNote

  private var knobs: TollKnobs
  private var traffic: Source
  private var station: Station<TollCar>
  /// The cars that are paying, so that an event need only name the slot.
  private var paying = Slab<TollCar>()
  private var arrived = 0
  private var passed = 0
  private var refused = 0
  private var isClosed = false
  private var isSlow = false

  /// An empty road.
  public init(_ knobs: TollKnobs, _ context: inout Context<Self>) {
    self.knobs = knobs
    traffic = Source(.poisson, rate: knobs.traffic, stream: .arrivals)
    station = Station(servers: knobs.lanes, places: knobs.places)
    if let due = traffic.begin(context) { context.schedule(.arrival(traffic.generation), at: due) }
  }

  /// How many cars wait.
  public var waiting: Int { station.waiting }

  /// A car comes, or one has paid.
  public mutating func handle(_ event: TollEvent, _ context: inout Context<Self>) {
    switch event {
    case .arrival(let generation):
      guard let arrival = traffic.arrive(generation, context) else { return }
      if let next = arrival.next { context.schedule(.arrival(traffic.generation), at: next) }
      arrive(&context)
    case .paid(let slot):
      let car = paying[slot]
      paying.remove(slot)
      pass(car, &context)
      if let next = station.finish() { pay(next, &context) }
    }
  }

  private mutating func arrive(_ context: inout Context<Self>) {
    let car = TollCar(number: UInt32(truncatingIfNeeded: arrived), arrived: context.now)
    arrived += 1
    context.count(.arrived)
    switch station.arrive(car) {
    case .starts: pay(car, &context)
    case .waits:
      if station.waiting >= 10 && Flaw.reachesWithMultiplesOf == nil { reachQueueGrows(&context) }
    case .refused:
      refused += 1
      context.count(.refused)
      context.note(.turnedAway(car.number), cause: context.input)
    }
  }

  private func reachQueueGrows(_ context: inout Context<Self>) {
    context.reach(.queueGrows, "\(station.waiting) cars wait")
  }

  private mutating func pay(_ car: TollCar, _ context: inout Context<Self>) {
    let attempt = Flaw.remembersOutside ? tollsEverPaid.add(1, ordering: .relaxed).newValue : 0
    var draw = context.draw(.payment, car.number, attempt: attempt)
    let mean = Interval.milliseconds(knobs.service * knobs.payment.factor * (isSlow ? 5 : 1))
    context.schedule(.paid(paying.insert(car)), after: Distribution.exponential(mean: mean).sample(&draw))
  }

  private mutating func pass(_ car: TollCar, _ context: inout Context<Self>) {
    if Flaw.losesCars && isClosed { return }
    passed += 1
    context.count(.passed)
    context.record(.stay, context.now - car.arrived)
  }

  /// Takes over the knobs; a new lane serves at once.
  public mutating func turn(_ knobs: TollKnobs, _ context: inout Context<Self>) {
    if knobs.traffic != self.knobs.traffic, let due = traffic.turn(rate: knobs.traffic, context) {
      context.schedule(.arrival(traffic.generation), at: due)
    }
    self.knobs = knobs
    staff(&context)
  }

  /// Closes and opens the booth, slows it down, or sends a coach party.
  public mutating func act(_ action: TollAction, _ isOn: Bool, _ context: inout Context<Self>) {
    switch action {
    case .closed:
      isClosed = isOn || Flaw.staysClosed
      context.note(isOn ? .closed : .opened, cause: context.input)
      staff(&context)
    case .slow: isSlow = isOn
    case .convoy:
      context.note(.convoy, cause: context.input)
      for _ in 0..<10 { arrive(&context) }
    }
  }

  private mutating func staff(_ context: inout Context<Self>) {
    station.places = knobs.isLimited ? knobs.places : .max
    station.servers = isClosed ? 0 : knobs.lanes
    while let car = station.startWaiting() { pay(car, &context) }
  }

  /// Sets the gauge and checks that no car was lost.
  public mutating func observe(_ context: inout Context<Self>) {
    context.set(.queue, Double(station.waiting))
    if let seed = Flaw.reachesWithMultiplesOf, context.seed % seed == 0 { reachQueueGrows(&context) }
    guard !Flaw.neverChecks else { return }
    let present = passed + refused + station.count
    context.check(.conservation, present == arrived, "\(arrived) arrived, \(present) accounted for")
  }
}

extension TollBooth {
  /// Nobody waits and nobody pays.
  public var isDrained: Bool { station.count == 0 && traffic.rate == 0 }

  /// Whether every car that was let in has passed.
  public func judge(_ law: TollLaw, _ context: Context<Self>) -> Bool? {
    law == .everybodyPasses ? passed + refused == arrived : nil
  }

  /// Without cars no queue grows.
  public static func canReach(_ law: TollLaw, _ knobs: TollKnobs, _ faults: [TollAction]) -> Bool {
    Flaw.reachesWithMultiplesOf != nil || knobs.traffic > 0 && !Flaw.neverReaches
  }
}
