import Engine
import FirstEdition
import Patterns

extension LoadShedding {
  /// What is remembered to tell a change of the whole from its fluctuation, and to name its cause.
  struct Signs: Sendable {
    /// Totals of throughput, goodput, attempts at the door, new requests: the last two seconds of samples, in a ring.
    var ring = ContiguousArray(repeating: Totals(), count: Signs.samples)
    var sampled = 0
    var lastSample: Instant = .start
    var collapse: NoteID?
    var collapsedSince: Instant = .start
    var hasToldStuck = false
    /// When a knob or a fault was last touched.
    var calmSince: Instant = .start
    var shedding: [NoteID?] = [nil, nil, nil]
    var overdue: NoteID?
    var storm: NoteID?
    var isDropping = false
    var isThrottling = false

    static let samples = 20

    struct Totals: Sendable {
      var throughput = 0.0, goodput = 0.0, sent = 0.0, new = 0.0
    }

    /// What explains trouble at the servers: the newest sign of it, else a fault, else the newest input.
    func overload(_ faults: FaultNotes, _ input: NoteID) -> NoteID {
      collapse ?? overdue ?? faults.cause(input)
    }

    func sheds(_ priority: LoadShedder.Priority, _ faults: FaultNotes, _ input: NoteID) -> NoteID {
      shedding[Int(priority.rawValue)] ?? faults.cause(input)
    }

    /// Takes a sample and gives the rates over the ring, a second; nil while it fills.
    mutating func rates(_ now: Totals) -> Totals? {
      let place = sampled % Signs.samples
      let old = ring[place]
      ring[place] = now
      sampled += 1
      guard sampled > Signs.samples else { return nil }
      return Totals(
        throughput: (now.throughput - old.throughput) / 2, goodput: (now.goodput - old.goodput) / 2,
        sent: (now.sent - old.sent) / 2, new: (now.new - old.new) / 2)
    }
  }

  /// Sets the gauges, tells what has changed on the whole, and checks the laws about a state.
  public mutating func observe(_ context: inout Context<LoadShedding>) {
    let wait = oldestWait(context.now)
    context.set(.waiting, Double(queue.count))
    context.set(.wait, wait)
    context.set(.serversBusy, Double(inService.count))
    context.set(.throttleProbability, knobs.policy == .adaptive ? throttle.rejectionProbability : 0)
    checkLedgers(&context)
    tellShedding(&context)
    tellQueue(wait, &context)
    tellMethods(&context)
    // Samples only: an input is observed as well, and would squeeze the ring.
    guard context.now.nanoseconds % Self.samplePeriod.nanoseconds == 0, context.now != signs.lastSample else {
      return
    }
    signs.lastSample = context.now
    guard let rates = signs.rates(totals(context)) else { return }
    tellCollapse(rates, &context)
    tellStorm(rates, &context)
  }

  func oldestWait(_ now: Instant) -> Double {
    queue.isEmpty ? 0 : (now - queue[queue.startIndex].enqueued).seconds
  }

  private func totals(_ context: Context<LoadShedding>) -> Signs.Totals {
    func sum(_ meters: [Meter]) -> Double { meters.reduce(0) { $0 + Double(context.meters[count: $1]) } }
    return .init(
      throughput: sum([.throughput]), goodput: sum(Meter.goodputs), sent: sum([.sent]), new: sum(Meter.offers)
    )
  }

  /// Goodput has collapsed when the servers work and a fifth of it is wanted at most; it is back when most of it is.
  private mutating func tellCollapse(_ rates: Signs.Totals, _ context: inout Context<LoadShedding>) {
    let isBusy = rates.throughput > 0.5 * serverRate
    if signs.collapse == nil, isBusy, rates.goodput < 0.2 * rates.throughput {
      signs.collapse = context.note(
        .collapses(throughput: Int(rates.throughput), goodput: Int(rates.goodput)),
        cause: signs.overdue ?? faults.cause(context.input))
      signs.collapsedSince = context.now
      if knobs.policy == .none { context.reach(.collapse) }
    } else if let collapse = signs.collapse,
      isQuiet || (rates.goodput > 0.8 * rates.throughput && rates.goodput > 0)
    {
      context.note(.recovers(Int(rates.goodput)), cause: max(collapse, context.input))
      signs.collapse = nil
      signs.hasToldStuck = false
    }
    tellStuck(rates, &context)
  }

  private var isQuiet: Bool { queue.isEmpty && traffic.rate == 0 }

  /// After ten seconds in which nobody touched anything and nothing was broken, only retries can be what keeps it up.
  private mutating func tellStuck(_ rates: Signs.Totals, _ context: inout Context<LoadShedding>) {
    guard let collapse = signs.collapse, !signs.hasToldStuck, !faults.isAnyOn, faults.wasAnyOn else { return }
    let isLongAgo =
      context.now - signs.calmSince >= .seconds(10) && context.now - signs.collapsedSince >= .seconds(10)
    guard isLongAgo, rates.new < serverRate, rates.sent > serverRate else { return }
    signs.hasToldStuck = true
    context.note(.staysCollapsed(sent: Int(rates.sent), rate: Int(serverRate)), cause: collapse)
    if knobs.policy == .none { context.reach(.metastable) }
  }

  private mutating func tellStorm(_ rates: Signs.Totals, _ context: inout Context<LoadShedding>) {
    if signs.storm == nil, rates.sent > 1.5 * rates.new, rates.new > 1 {
      signs.storm = context.note(
        .retryStorm(Int(rates.sent), Int(rates.new)), cause: signs.overload(faults, context.input))
    } else if rates.sent < 1.1 * rates.new {
      signs.storm = nil
    }
  }

  private mutating func tellShedding(_ context: inout Context<LoadShedding>) {
    let now = context.now.duration
    let quotas = shedder.quotas(at: now)
    let even = shedder.evenShare(at: now)
    for priority in LoadShedder.Priority.allCases {
      let index = Int(priority.rawValue)
      let share = knobs.policy == .priority ? quotas.share(of: priority) : knobs.policy == .random ? even : 1
      // Two different marks, so that a class right at its limit does not fill the log.
      if signs.shedding[index] == nil, share < 0.9 {
        signs.shedding[index] = context.note(.sheds(priority, true), cause: faults.cause(context.input))
      } else if let began = signs.shedding[index], share > 0.99 {
        context.note(.sheds(priority, false), cause: max(began, context.input))
        signs.shedding[index] = nil
      }
    }
  }

  private mutating func tellQueue(_ wait: Double, _ context: inout Context<LoadShedding>) {
    let patience = knobs.timeoutMilliseconds / 1000
    if signs.overdue == nil, wait > patience {
      signs.overdue = context.note(
        .queueOutlastsPatience(Int(wait * 1000), Int(knobs.timeoutMilliseconds)),
        cause: faults.cause(context.input))
    } else if let overdue = signs.overdue, wait < 0.5 * patience {
      context.note(.queueShort, cause: max(overdue, context.input))
      signs.overdue = nil
    }
  }

  private mutating func tellMethods(_ context: inout Context<LoadShedding>) {
    if signs.isDropping != codel.isDropping {
      signs.isDropping = codel.isDropping
      context.note(.codelDrops(signs.isDropping), cause: faults.cause(context.input))
    }
    let probability = knobs.policy == .adaptive ? throttle.rejectionProbability : 0
    let isThrottling = probability > (signs.isThrottling ? 0.01 : 0.05)
    if isThrottling != signs.isThrottling {
      signs.isThrottling = isThrottling
      context.note(.throttles(isThrottling, Int(probability * 100)), cause: faults.cause(context.input))
    }
    if isThrottling { context.reach(.clientsThrottle) }
  }
}
