import Engine
import LabKit

extension LoadSheddingLab {
  /// What is remembered to tell a change of the whole from its fluctuation, and to name its cause.
  struct Symptoms: Sendable {
    var collapse = Hysteresis(), overdue = Hysteresis(), storm = Hysteresis()
    var dropping = Hysteresis(), throttling = Hysteresis()
    var shedding = Each<Class, Hysteresis>(repeating: Hysteresis())
    /// The fault that explains an overload, if one is injected, else the newest input.
    var blame = NoteID.chance
    /// Since when goodput has collapsed, and since when nobody touched anything.
    var collapsedSince = Instant.start, calmSince = Instant.start
    /// Whether any fault was ever injected, and whether it was told that retries keep up what it did.
    var wasBroken = false, isStuck = false
    /// The most retries that the knob ever allowed, and what the queue may hold.
    var mostRetries = 0, places = Ceiling(0)

    /// What explains trouble at the servers: the newest sign of it.
    var overload: NoteID { collapse.cause(or: overdue.cause(or: blame)) }
  }

  /// A knob was turned, or a fault injected or healed.
  mutating func followInput(_ context: inout Context<LoadSheddingLab>) {
    let fault = context.cause(.outage, .burst, .capacityHalves)
    if fault != .chance { symptoms.wasBroken = true }
    symptoms.blame = fault != .chance ? fault : context.input
    symptoms.calmSince = context.now
    symptoms.mostRetries = max(symptoms.mostRetries, context.knobs.retries)
    checkPlaces(&context)
    guard context.hasToggled(.outage) else { return }
    context.note(context.isOn(.outage) ? .serversStop : .serversGoOn(queue.count), cause: context.input)
  }

  private mutating func checkPlaces(_ context: inout Context<LoadSheddingLab>) {
    let isInside = symptoms.places.allows(queue.count, under: context.knobs.places)
    context.check(.queueBounded, isInside, "\(queue.count) wait")
  }

  mutating func sample(_ context: inout Context<LoadSheddingLab>) {
    let wait = oldestWait(context.now), isAdaptive = context.knobs.policy == .adaptive
    let probability = isAdaptive ? throttle.rejectionProbability : 0
    context.set(.waiting, Double(queue.count))
    context.set(.wait, wait)
    context.set(.serversBusy, Double(inService.count))
    context.set(.throttleProbability, probability)
    checkPlaces(&context)
    tellShedding(&context)
    tellQueue(wait, &context)
    tellMethods(probability, &context)
    guard context.now >= .start + .milliseconds(2100) else { return }
    tellGoodput(&context)
  }

  private mutating func tellShedding(_ context: inout Context<LoadSheddingLab>) {
    let now = context.now.duration, policy = context.knobs.policy
    let quotas = shedder.quotas(at: now), even = shedder.evenShare(at: now)
    let sent = Int(context.recent(.sent, overSeconds: 1))
    for kind in Class.allCases {
      let share = policy == .priority ? quotas.share(of: kind.priority) : policy == .random ? even : 1
      // Two different marks, so that a class right at its limit does not fill the log.
      let isShed = symptoms.shedding[kind].isSo(1 - share, high: 0.1, low: 0.01), cause = symptoms.blame
      context.tell(
        &symptoms.shedding[kind], isShed,
        rose: .sheds(kind, by: policy, sent: sent), fell: .admits(kind),
        cause: cause)
    }
  }

  private mutating func tellQueue(_ wait: Double, _ context: inout Context<LoadSheddingLab>) {
    let patience = context.knobs.timeout, milliseconds = wait * 1000, cause = symptoms.blame
    let isOverdue = symptoms.overdue.isSo(milliseconds, high: patience, low: 0.5 * patience)
    context.tell(
      &symptoms.overdue, isOverdue, rose: .queueOutlastsPatience(Int(milliseconds), Int(patience)), fell: .queueShort,
      cause: cause)
  }

  private mutating func tellMethods(_ probability: Double, _ context: inout Context<LoadSheddingLab>) {
    if symptoms.dropping.follow(codel.isDropping) != nil {
      context.note(.codelDrops(codel.isDropping), cause: symptoms.blame)
    }
    if symptoms.throttling.follow(probability, high: 0.05, low: 0.01) != nil {
      let note = Note.throttles(symptoms.throttling.isOn, percent: Int(probability * 100))
      context.note(note, cause: symptoms.blame)
    }
    if symptoms.throttling.isOn { context.reach(.clientsThrottle) }
  }

  /// Goodput has collapsed when the servers work and a fifth of it is wanted at most; it is back when most of it is.
  private mutating func tellGoodput(_ context: inout Context<LoadSheddingLab>) {
    let done = context.recent(.throughput, overSeconds: 2) / 2
    let good = context.recent(.goodput, overSeconds: 2) / 2
    let sent = context.recent(.sent, overSeconds: 2) / 2
    let new = context.recent(.offered, overSeconds: 2) / 2
    let isQuiet = queue.isEmpty && traffic.rate == 0
    let isBack = isQuiet || good > 0.8 * done && good > 0
    let collapses = done > 0.5 * serverRate && good < 0.2 * done
    switch symptoms.collapse.follow(symptoms.collapse.isOn ? !isBack : collapses) {
    case .rose:
      let note = Note.collapses(throughput: Int(done), goodput: Int(good))
      symptoms.collapse.note = context.note(note, cause: symptoms.overdue.cause(or: symptoms.blame))
      symptoms.collapsedSince = context.now
      if context.knobs.policy == .none { context.reach(.collapse) }
    case .fell:
      context.note(.recovers(Int(good)), cause: max(symptoms.collapse.note, context.input))
      symptoms.isStuck = false
    case nil: break
    }
    tellStuck(sent: sent, new: new, &context)
    let isStorm = symptoms.storm.isOn ? sent >= 1.1 * new : sent > 1.5 * new && new > 1
    if symptoms.storm.follow(isStorm) == .rose {
      context.note(.retryStorm(sent: Int(sent), new: Int(new)), cause: symptoms.overload)
    }
  }

  /// After ten seconds in which nobody touched anything and nothing was broken, only retries can be what keeps it up.
  private mutating func tellStuck(sent: Double, new: Double, _ context: inout Context<LoadSheddingLab>) {
    let isHealed = symptoms.wasBroken && context.cause(.outage, .burst, .capacityHalves) == .chance
    guard symptoms.collapse.isOn, !symptoms.isStuck, isHealed, new < serverRate, sent > serverRate else { return }
    guard context.now - max(symptoms.calmSince, symptoms.collapsedSince) >= .seconds(10) else { return }
    symptoms.isStuck = true
    context.note(.staysCollapsed(sent: Int(sent), rate: Int(serverRate)), cause: symptoms.collapse.note)
    if context.knobs.policy == .none { context.reach(.metastable) }
  }
}
