import Engine
import LabKit
import Patterns

extension SystemLab {
  /// Takes over what knobs and faults say: of the faults that set the same thing the last one in the
  /// file wins.
  mutating func takeOver(_ context: inout Context<SystemLab>) {
    let blueprint = context.blueprint
    var values = context.knobs
    for (index, fault) in blueprint.faults.enumerated() where context.isOn(Action(rawValue: index)) {
      for change in fault.changes { values[change.setting] = change.value }
    }
    for (index, call) in blueprint.calls.enumerated() { takeOver(call, at: index, values, &context) }
    for (index, station) in blueprint.stations.enumerated() {
      takeOver(station, at: index, values, start: blueprint.settings[station.present].value)
    }
    for (index, topic) in blueprint.topics.enumerated() {
      topics[index].places = SystemLab.bounded(values[topic.places])
      topics[index].deliveries = Int(values[topic.deliveries])
    }
    for (index, scaler) in blueprint.scalers.enumerated() { scalers[index].target = max(0.01, values[scaler.target]) }
    for place in replicas.indices {
      let zone = blueprint.zones.last { values[$0.state] > 0 && $0.replicas.contains(place) }
      let own = values[blueprint.replicas[place].state]
      enter(State(rawValue: Int(own > 0 ? own : zone.map { values[$0.state] } ?? 0))!, place, &context)
      replicas[place].servers = replicas[place].isStalled ? 0 : stations[replicas[place].station].slots
      serve(place, &context)
    }
    for (index, source) in blueprint.sources.enumerated() {
      if let users = source.users {
        sources[index].think = .milliseconds(values[source.think!.mean])
        turn(index, users: Int(values[users]), &context)
      } else {
        sources[index].rate = values[source.arrivals!]
        let part = source.course?.part(at: context.now.seconds) ?? 1
        sources[index].arrivals.turn(to: sources[index].rate * part, &context)
      }
    }
  }

  private static func bounded(_ number: Double) -> Int { Int(min(number, Double(unbounded))) }

  private mutating func takeOver(_ station: Blueprint.Station, at index: Int, _ values: [Double], start: Double) {
    stations[index].slots = SystemLab.bounded(values[station.slots])
    stations[index].queue = SystemLab.bounded(values[station.queue])
    stations[index].patience = calls.reduce(.zero) {
      $1.target == index ? max($0, $1.isPatient ? .seconds(3600) : $1.timeout) : $0
    }
    stations[index].errors = values[station.errors]
    stations[index].dropsAbandoned = values[station.abandoned] == 1
    stations[index].order = Order(rawValue: Int(values[station.order]))!
    // What a controller wants counts while nobody has turned the number, and only those that can be there are.
    stations[index].isTurned = values[station.present] != start
    let isControlled = stations[index].wanted > 0 && !stations[index].isTurned
    let present = isControlled ? stations[index].wanted : Int(values[station.present])
    stations[index].present = min(max(1, present), station.replicas.count)
    var number = stations[index].steps.upperBound - station.steps.count
    for step in station.steps {
      if case .work(let time, _) = step { steps[number].time = .milliseconds(values[time]) }
      number += 1
    }
    guard let store = station.store else { return }
    stations[index].coalesces = values[store.coalesce] == 1
    stations[index].lives = values[store.ttl].isFinite
    if stations[index].lives { stations[index].ttl = .milliseconds(values[store.ttl]) }
    for place in station.replicas { stores[place].cache?.capacity = Int(values[store.entries]) }
  }

  private mutating func takeOver(
    _ call: Blueprint.Call, at index: Int, _ values: [Double], _ context: inout Context<SystemLab>
  ) {
    let now = context.now.duration
    calls[index].pick = Pick(rawValue: Int(values[call.pick]))!
    if calls[index].pick == .ring, policies[index].ring == nil {
      policies[index].ring = HashRing(nodes: call.weights.count, pointsPerNode: call.points)
    }
    calls[index].isPatient = values[call.timeout] == .infinity
    if !calls[index].isPatient { calls[index].timeout = .milliseconds(values[call.timeout]) }
    calls[index].passesDeadline = values[call.deadline] == 1
    calls[index].times = Int(values[call.times])
    calls[index].mostTimes = max(calls[index].mostTimes, calls[index].times)
    calls[index].backoff = SystemLab.backoff(
      Blueprint.growths[Int(values[call.growth])], wait: values[call.wait], most: values[call.longest])
    let ratio = values[call.budget]
    // A budget that was not there before begins full.
    if ratio.isFinite, !calls[index].hasBudget { calls[index].budget = RetryBudget(ratio: ratio) }
    calls[index].hasBudget = ratio.isFinite
    if ratio.isFinite { calls[index].budget.ratio = ratio }
    calls[index].hedge = values[call.hedge].isFinite ? .milliseconds(values[call.hedge]) : nil
    calls[index].hasFallback = values[call.fallback] == 1
    calls[index].delay = .milliseconds(values[call.delay])
    calls[index].loss = values[call.loss]
    calls[index].isCut = values[call.wire] == 1
    calls[index].hasBreaker = values[call.breaker].isFinite
    calls[index].hasLimiter = values[call.limit].isFinite
    calls[index].hasPool = values[call.pool].isFinite
    takeOverBreaker(call, at: index, values, now)
    takeOverLimit(call, at: index, values, now)
    let size = values[call.pool]
    if size.isFinite {
      if policies[index].pool == nil { policies[index].pool = Bulkhead(maxConcurrent: Int(size)) }
      policies[index].pool!.maxConcurrent = Int(size)
      policies[index].pool!.maxWaiting = Int(values[call.line])
      while let next = policies[index].pool!.admitNext(at: now) { admit(Slot(next), &context) }
    } else if policies[index].pool != nil {
      policies[index].pool!.maxConcurrent = .max
      while let next = policies[index].pool!.admitNext(at: now) { admit(Slot(next), &context) }
    }
  }

  private static func backoff(_ growth: String, wait: Double, most: Double) -> Backoff {
    let first = Interval.milliseconds(wait).duration
    let cap = most.isFinite ? Interval.milliseconds(most).duration : nil
    return switch growth {
    case "exponential": .exponential(first: first, coefficient: 2, cap: cap)
    case "equal jitter": .equalJitter(first: first, coefficient: 2, cap: cap)
    case "full jitter": .fullJitter(first: first, coefficient: 2, cap: cap)
    case "decorrelated": .decorrelated(base: first, cap: cap ?? .seconds(3600))
    default: .constant(first)
    }
  }

  private mutating func takeOverBreaker(_ call: Blueprint.Call, at index: Int, _ values: [Double], _ now: Duration) {
    guard values[call.breaker].isFinite else {
      policies[index].breaker = nil
      return
    }
    var settings = CircuitBreaker.Settings()
    settings.failureRateThreshold = max(0.1, 100 * values[call.breaker])
    settings.window = .count(Int(values[call.breakerWindow]))
    settings.minimumCalls = Int(values[call.breakerWindow])
    settings.waitInOpen = .fixed(Interval.milliseconds(values[call.breakerWait]).duration)
    settings.permittedCallsInHalfOpen = 5
    if policies[index].breaker?.settings != settings { policies[index].breaker = CircuitBreaker(settings, at: now) }
  }

  private mutating func takeOverLimit(_ call: Blueprint.Call, at index: Int, _ values: [Double], _ now: Duration) {
    guard values[call.limit].isFinite else {
      policies[index].limiter = nil
      return
    }
    let rate = values[call.limit], burst = Int(values[call.burst])
    if policies[index].limiter == nil {
      policies[index].limiter = TokenBucket(rate: rate, burst: burst, at: now)
    } else {
      policies[index].limiter!.setRate(rate, at: now)
      policies[index].limiter!.setBurst(burst, at: now)
    }
  }
}
