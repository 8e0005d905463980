import Engine
import Grid
import LabKit

extension SidecarLab {
  /// What is told.
  enum Note: NoteKind {
    case controlPlaneGone(isMissed: Bool), controlPlaneBack(Int), configWaits(Int)
    case instanceStarts(Service), instanceWaits(Service), serviceGone(Service)
    case certificateOut(Service), certificateGood(Service), sidecarDead(isMeshed: Bool), sidecarBack
    case plaintext(Service, Service), breakerOpens(Service), breakerCloses(Service)
    case hopCosts(Mode, Interval), requestFailed(Failure), answered(Interval, bottomCalls: Int)

    func write(to writer: inout NoteWriter) {
      writer.about(Topic.control)
      switch self {
      case .controlPlaneGone(true): writer.headline("The control plane is gone; proxies go on with what they know.")
      case .controlPlaneGone(false): writer.headline("The control plane is gone, and nobody here depends on it.")
      case .controlPlaneBack(let waiting):
        let rest = waiting == 0 ? "every proxy is told what is new" : "waited, and go on now: \(waiting.of("instance"))"
        writer.headline("The control plane is back; \(rest).")
      case .configWaits(let version):
        writer.headline("Configuration \(version) reaches nobody; the proxies keep the one before.")
      case .instanceStarts(let service):
        writer.detail(Topic.fleet, "An instance of \(service) is replaced by a new one.")
      case .instanceWaits(let service):
        writer.observation(
          "The new instance of \(service) gets no configuration and no certificate: it takes no calls.")
      case .serviceGone(let service): writer.headline(Topic.fleet, "No instance of \(service) takes calls any more.")
      case .certificateOut(let service):
        writer.headline("A certificate of \(service) has run out: its calls are refused.")
      case .certificateGood(let service): writer.headline("The certificates of \(service) are good again.")
      case .sidecarDead(true):
        writer.headline(Topic.fleet, "The proxy of a healthy instance of orders is dead: nobody reaches it.")
      case .sidecarDead(false): writer.headline(Topic.fleet, "There is no sidecar that could die.")
      case .sidecarBack:
        writer.headline(Topic.fleet, "The proxy of orders starts again and has to be told everything anew.")
      case .plaintext(let from, let to):
        writer.headline(Topic.coverage, "Calls from \(from) to \(to) cross in plaintext.")
      case .breakerOpens(let service):
        writer.headline(Topic.fleet, "The breaker of \(service) opens: half of its calls were bad.")
      case .breakerCloses(let service):
        writer.headline(Topic.fleet, "The breaker of \(service) closes: its probes came back well.")
      case .hopCosts(let mode, let time):
        writer.headline(Topic.latency, mode.cost(Figure.seconds(time.seconds)))
      case .requestFailed(let failure): writer.repeated(Topic.latency, "A request failed: \(failure.name).")
      case .answered(let taken, let calls):
        writer.observation(
          Topic.latency,
          "The request was answered after \(Figure.seconds(taken.seconds)), with \(calls.of("call")) at the bottom.")
      }
    }
  }

  mutating func sample(_ context: inout Context<Self>) {
    (atWork, oldest) = (0, nil)
    for slot in frames.alive where frames[slot].caller == nil {
      atWork += 1
      oldest = min(oldest ?? frames[slot].began, frames[slot].began)
    }
    let behind = context.knobs.mode == .sidecars ? proxiesBehind : 0
    context.set(.instancesWaiting, Double(instances.count(where: \.isWaiting)))
    context.set(.configBehind, Double(behind))
    context.set(.certificateLeft, firstEnd(of: context.knobs.chain).map { ($0 - context.now).seconds } ?? 0)
  }

  /// Tells once a mode, of its first hundred hops, what they took longer than bare ones.
  mutating func tellCost(_ time: Interval, _ context: inout Context<Self>) {
    (cost.time, cost.hops) = (cost.time + time, cost.hops + 1)
    guard cost.hops == 100 else { return }
    let mean = Interval.seconds(cost.time.seconds / Double(cost.hops))
    context.note(.hopCosts(context.knobs.mode, mean), cause: cost.cause)
  }

  /// How many proxies were told something older than the newest.
  var proxiesBehind: Int { instances.count { $0.config.map { $0.version != version } ?? false } }

  /// When the first certificate of some services runs out.
  func firstEnd(of services: some Sequence<Service>) -> Instant? {
    services.flatMap { instances[$0.instances] }.filter(\.isReady).compactMap(\.certificateEnds).min()
  }

  /// Tells of certificates that have run out, and of services that are whole again.
  mutating func tellCertificates(_ context: inout Context<Self>) {
    guard usesCertificates(context.knobs) else { return }
    for service in context.knobs.chain {
      let isOut = service.instances.contains { instances[$0].isReady && !instances[$0].isTrusted(at: context.now) }
      let isNew = isOut && !expired[service].isOn, cause = cause(.certificate, &context)
      if isNew, isCut(context), !context.isOn(.certificateExpires) { context.reach(.certificateRunsOut) }
      context.tell(
        &expired[service], isOut, rose: .certificateOut(service), fell: .certificateGood(service), cause: cause)
    }
  }
}

extension SidecarLab.Mode {
  /// What it costs, in a sentence.
  fileprivate func cost(_ time: String) -> String {
    switch self {
    case .sidecars: "A sidecar costs: each hop passes two proxies and takes \(time) longer."
    case .libraries: "Libraries cost \(time) a hop, and one for each language to write."
    case .none: "Bare calls cost nothing more, and nobody encrypts or traces them."
    }
  }
}
