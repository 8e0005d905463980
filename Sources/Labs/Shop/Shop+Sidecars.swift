import Engine
import FirstEdition

/// What the sidecars do to a call: they add their hop, let it in or not, give it up, and try again.
extension Shop {
  /// Whether a breaker watches the calls: it is the sidecar's, so bare calls have none.
  var hasBreakers: Bool { knobs.hasSidecars && mesh.config.hasBreaker }

  // Always inlined, like `hop`: as a call it would copy the whole shop, which the caller holds `inout`.

  /// Why a call comes back at once; nil when it gets through to the service.
  @inline(__always)
  func refusal(_ service: Service, at now: Instant) -> Mesh.Failure? {
    if knobs.hasSidecars {
      if !mesh.isUp(service) { return .proxy }
      if mesh.config.hasMTLS && !mesh.shakesHands(service, at: now) { return .certificate }
    }
    return faults.isDown(service) ? .down : nil
  }

  /// A call goes out: counts whether the sidecars let it, and checks that they had the right.
  mutating func passSidecars(_ service: Service, _ failure: Mesh.Failure?, _ context: inout Context<Shop>) {
    guard knobs.hasSidecars else { return }
    switch failure {
    case .proxy:
      context.count(.callsCutOff)
      if !faults.isDown(service) { context.reach(.healthyUnreachable, "\(service)") }
    case .certificate:
      context.count(.handshakesFailed)
      context.reach(.handshakeRefused, "\(service)")
    default:
      guard mesh.config.hasMTLS else { return }
      context.check(
        .expiredRefused, mesh.isIssued(service, at: context.now), "a call to \(service) was let in")
    }
  }

  /// What the two proxies of a hop add to an attempt, from numbers of its own.
  @inline(__always)
  func hop(_ slot: UInt32, _ service: Service, _ attempt: Int, _ context: Context<Shop>) -> Interval {
    guard knobs.hasSidecars else { return .zero }
    var draw = context.draw(.proxies, requests[slot].number, attempt: attempt << 2 | service.index)
    return .milliseconds(knobs.proxyMilliseconds * (draw.exponential() + draw.exponential()))
  }

  /// How long the sidecar waits before it tries again; nil when it gives up or is not there.
  func retryDelay(_ slot: UInt32, _ context: Context<Shop>) -> Interval? {
    guard knobs.hasSidecars else { return nil }
    let attempt = Int(requests[slot].attempt)
    var draw = context.draw(
      .backoff, requests[slot].number, attempt: Int(requests[slot].saga.attempts) * 10 + attempt)
    return mesh.config.retryPolicy.delay(afterFailure: attempt, uniform: draw.uniform()).map { Interval($0) }
  }

  /// The note that explains why a call to a service failed.
  func cause(_ failure: Mesh.Failure, _ service: Service) -> NoteID {
    switch failure {
    case .proxy: faults[.sidecarDies] ?? signs.sidecar
    case .certificate: signs.certificate
    case .error, .down, .timeout: faults.cause(service)
    }
  }

  /// Sidecars are put beside the services or taken away, maybe while something is wrong with them.
  mutating func switchSidecars(_ context: inout Context<Shop>) {
    let isWrong = !mesh.proxies.allSatisfy { $0.isUp && $0.isCertified(at: context.now) }
    if !knobs.hasSidecars {
      context.note(.callsBare(isWrong || !isControlPlaneUp), cause: context.input)
    } else if !mesh.isUp(Mesh.dying) {
      context.note(.sidecarDead, cause: faults[.sidecarDies] ?? signs.sidecar)
    }
  }
}
