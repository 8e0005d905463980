import Engine
import FirstEdition
import Patterns

extension SidecarLab {
  /// What a library adds to a call at either end: it is a function call.
  static let libraryDelay = Interval.microseconds(50)
  /// How long it takes to learn that nobody is there.
  static let refusal = Interval.milliseconds(1)

  /// A service calls the next one: one attempt.
  mutating func call(_ slot: UInt32, _ context: inout Context<SidecarLab>) {
    let service = frames[slot].service
    frames[slot].attempts += 1
    requests.tokens &+= 1
    frames[slot].token = requests.tokens
    frames[slot].calledAt = context.now
    checkAttempts(slot, &context)
    guard !isOwnProxyDead(slot) else {
      // Without its proxy nobody tries again for it.
      context.reach(.healthyUnreachable)
      traceCall(slot, .proxy, &context)
      return answer(slot, .proxy, &context)
    }
    context.count(.calls)
    if frames[slot].attempts > 1 { context.count(.retries) }
    frames[slot].permit = nil
    if frames[slot].features.hasBreaker {
      guard let permit = breakers[service].tryAcquire(at: context.now.duration) else {
        context.count(.breakerRefused)
        traceCall(slot, .breaker, &context)
        return answer(slot, .breaker, &context)
      }
      context.check(.breakerOpen, breakers[service].state != .open)
      frames[slot].permit = permit
    }
    if frames[slot].features.timeoutMilliseconds > 0 {
      context.schedule(
        .timesOut(slot, requests.tokens), after: .milliseconds(frames[slot].features.timeoutMilliseconds))
    }
    send(slot, to: service + 1, &context)
  }

  private func isOwnProxyDead(_ slot: UInt32) -> Bool {
    let instance = instances[frames[slot].instance]
    return knobs.mode == .sidecars && instance.isProxyDead && instance.generation == frames[slot].generation
  }

  private mutating func send(_ slot: UInt32, to service: Int, _ context: inout Context<SidecarLab>) {
    let listed = SidecarLab.instances(of: service).filter { instances[$0].isListed }
    guard !listed.isEmpty else { return endAttempt(slot, .instance, &context) }
    turns[service] += 1
    let caller = Frame.Caller(slot: slot, key: frames[slot].key, token: frames[slot].token)
    var child = newFrame(
      key: frames[slot].key &* SidecarLab.keysPerRequest &+ UInt64(frames[slot].attempts), service: service,
      instance: listed[turns[service] % listed.count], bottom: frames[slot].bottom, caller: caller,
      at: context.now)
    child.root = frames[slot].root
    child.rootKey = frames[slot].rootKey
    child.isEncrypted = frames[slot].features.hasMTLS
    child.added = added(child.key, context)
    countSpan(slot, child, &context)
    let delay = child.added + networkDelay(child.key, leg: 0, context)
    context.schedule(.callArrives(frames.insert(child)), after: delay)
  }

  /// What both ends add to a call: two proxies, two libraries, or nothing.
  private func added(_ key: UInt64, _ context: Context<SidecarLab>) -> Interval {
    switch knobs.mode {
    case .none: return .zero
    case .libraries: return SidecarLab.libraryDelay + SidecarLab.libraryDelay
    case .sidecars:
      var draw = context.draw(.sidecarProxy, key)
      return .milliseconds(knobs.proxyMilliseconds * (draw.exponential() + draw.exponential()))
    }
  }

  private mutating func countSpan(_ slot: UInt32, _ child: Frame, _ context: inout Context<SidecarLab>) {
    if frames[slot].features.hasTelemetry { context.count(.spans) }
    context.count(child.isEncrypted ? .callsEncrypted : .callsPlain)
    if !child.isEncrypted {
      context.reach(.plaintext)
      if !signs.hasToldPlain {
        signs.hasToldPlain = true
        context.note(.plaintext(frames[slot].service, child.service), cause: signs.modeCause)
      }
    }
    guard knobs.mode == .sidecars, instances[frames[slot].instance].generation == frames[slot].generation,
      let config = instances[frames[slot].instance].config, config.version == version
    else { return }
    // Right after a turn the request may still be under the configuration that it began with.
    guard signs.changedAt <= frames[slot].began else { return }
    context.check(
      .strictMTLS, child.isEncrypted || !knobs.hasMTLS,
      "\(SidecarLab.serviceNames[frames[slot].service]) calls in plaintext")
  }

  /// A call arrives at an instance: whoever is there lets it in or not.
  mutating func enter(_ slot: UInt32, _ context: inout Context<SidecarLab>) {
    let callee = frames[slot].instance
    let isBottom = frames[slot].service == frames[slot].bottom
    if isBottom { countBottom(slot, &context) }
    guard instances[callee].isReady else { return refuse(slot, .instance, &context) }
    if knobs.mode == .sidecars && instances[callee].isProxyDead {
      context.reach(.healthyUnreachable)
      return refuse(slot, .proxy, &context)
    }
    if frames[slot].isEncrypted {
      guard shakesHands(slot, callee, at: context.now) else {
        context.count(.handshakesFailed)
        return refuse(slot, .certificate, &context)
      }
      let issued = instances[callee].issued
      context.check(
        .expiredRefused, issued.map { context.now - $0.at < $0.lifetime } ?? false,
        "\(SidecarLab.serviceNames[frames[slot].service]) was let in with an old certificate")
    }
    if isBottom && self[.bottomDown] != nil { return refuse(slot, .refused, &context) }
    // Only now: while the call was under way the instance may have been replaced, or told something new.
    frames[slot].generation = instances[callee].generation
    frames[slot].features =
      isBottom ? .nothing : features(from: callee, toService: frames[slot].service + 1)
    work(slot, &context)
  }

  /// Both ends show a certificate; an instance that is being replaced has its old one until it is done.
  private func shakesHands(_ slot: UInt32, _ callee: Int, at now: Instant) -> Bool {
    guard let caller = frames[slot].caller, frames[caller.slot].key == caller.key else { return true }
    let from = frames[caller.slot].instance
    let isOld = instances[from].generation != frames[caller.slot].generation
    return hasValidCertificate(callee, at: now) && (isOld || hasValidCertificate(from, at: now))
  }

  private mutating func refuse(_ slot: UInt32, _ failure: Failure, _ context: inout Context<SidecarLab>) {
    frames[slot].hasSucceeded = false
    frames[slot].failure = failure
    context.schedule(.answers(slot), after: networkDelay(frames[slot].key, leg: 1, context))
  }

  private mutating func countBottom(_ slot: UInt32, _ context: inout Context<SidecarLab>) {
    context.count(.bottomCalls)
    let root = frames[slot].root
    guard frames[root].isAlive, frames[root].key == frames[slot].rootKey else { return }
    frames[root].bottomCalls += 1
    let calls = frames[root].bottomCalls
    if calls > 3 { context.reach(.amplified) }
    var most = 1
    for _ in 0..<frames[slot].bottom { most *= 1 + signs.mostRetries }
    context.check(.callsBounded, calls <= most, "\(calls) calls at the bottom, \(most) at most")
  }

  private func checkAttempts(_ slot: UInt32, _ context: inout Context<SidecarLab>) {
    let attempts = frames[slot].attempts, most = 1 + signs.mostRetries
    context.check(.attemptsBounded, attempts <= most, "\(attempts) attempts, \(most) at most")
  }

  /// An answer comes back to who called, if it still waits for it.
  mutating func hearAnswer(_ slot: UInt32, _ context: inout Context<SidecarLab>) {
    let isSuccess = frames[slot].hasSucceeded, failure = frames[slot].failure
    let isBottom = frames[slot].service == frames[slot].bottom, added = frames[slot].added
    let caller = frames[slot].caller
    frames[slot].isAlive = false
    frames.remove(slot)
    guard let caller, frames[caller.slot].isAlive, frames[caller.slot].key == caller.key,
      frames[caller.slot].token == caller.token
    else { return context.count(.inVain) }
    if isSuccess && isBottom {
      context.record(.hopLatency, context.now - frames[caller.slot].calledAt)
      context.record(.hopAdded, added)
    }
    endAttempt(caller.slot, isSuccess ? nil : failure, &context)
  }

  /// The caller does not wait any longer.
  mutating func timeOut(_ slot: UInt32, _ token: UInt32, _ context: inout Context<SidecarLab>) {
    guard frames[slot].isAlive, frames[slot].token == token else { return }
    context.count(.timeouts)
    endAttempt(slot, .slow, &context)
  }

  /// An attempt is over: on to the next one, or back to who called.
  private mutating func endAttempt(
    _ slot: UInt32, _ failure: Failure?, _ context: inout Context<SidecarLab>
  ) {
    frames[slot].token = 0
    traceCall(slot, failure, &context)
    record(slot, failure, &context)
    guard let failure else { return answer(slot, nil, &context) }
    let attempts = frames[slot].attempts
    var draw = context.draw(.sidecarBackoff, frames[slot].key, attempt: attempts)
    let uniform = draw.uniform()
    guard let wait = frames[slot].features.retryPolicy.delay(afterFailure: attempts, uniform: uniform) else {
      if frames[slot].features.retries == 0 { context.reach(.notRetried) }
      return answer(slot, failure, &context)
    }
    requests.tokens &+= 1
    frames[slot].token = requests.tokens
    context.schedule(.triesAgain(slot, requests.tokens), after: Interval(wait) + SidecarLab.refusal)
  }

  mutating func tryAgain(_ slot: UInt32, _ token: UInt32, _ context: inout Context<SidecarLab>) {
    guard frames[slot].isAlive, frames[slot].token == token else { return }
    call(slot, &context)
  }

  private mutating func record(
    _ slot: UInt32, _ failure: Failure?, _ context: inout Context<SidecarLab>
  ) {
    guard let permit = frames[slot].permit else { return }
    frames[slot].permit = nil
    let service = frames[slot].service
    let duration = (context.now - frames[slot].calledAt).duration
    let change = breakers[service].record(
      failure == nil ? .success : .failure, duration: duration, at: context.now.duration, permit: permit)
    guard let change else { return }
    let cause = failure.map(self.cause) ?? context.input
    switch change.to {
    case .open:
      signs.openedCause = context.note(.breakerOpens(service), cause: cause)
      context.count(.breakerOpened)
    case .closed: context.note(.breakerCloses(service), cause: signs.openedCause)
    default: break
    }
  }
}
