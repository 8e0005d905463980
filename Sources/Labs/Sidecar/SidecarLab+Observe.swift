import Engine
import FirstEdition
import Patterns

extension SidecarLab {
  /// What is remembered to tell a change of the whole, to name its cause, and to check that nothing changed.
  struct Signs: Sendable {
    var startCause = [NoteID](
      repeating: .chance, count: SidecarLab.serviceNames.count * SidecarLab.instancesPerService)
    var errorCause: NoteID = .chance, certificateCause: NoteID = .chance, openedCause: NoteID = .chance
    var modeCause: NoteID = .chance
    /// The most retries that were ever switched on.
    var mostRetries = 0
    /// When mode or features were last changed.
    var changedAt: Instant = .start
    var hasToldPlain = false
    var hasToldExpired = [Bool](repeating: false, count: SidecarLab.serviceNames.count)
    /// What every proxy knew when the control plane went down, and when that was.
    var frozen: [Int] = []
    var downSince: Instant = .start
  }

  /// Sets the gauges and checks the laws about a state.
  public mutating func observe(_ context: inout Context<SidecarLab>) {
    let isMeshed = knobs.mode == .sidecars
    context.set(.instancesWaiting, Double(instances.filter(\.isWaiting).count))
    context.set(.configBehind, isMeshed ? Double(proxiesBehind) : 0)
    context.set(.certificateLeft, firstEnd.map { ($0 - context.now).seconds } ?? 0)
    checkFrozen(&context)
    checkBooks(&context)
  }

  /// How many proxies were told something older than the newest.
  var proxiesBehind: Int { instances.filter { $0.config.map { $0.version != version } ?? false }.count }

  /// When the first certificate runs out among the services of the chain.
  var firstEnd: Instant? {
    instances.filter { $0.service <= knobs.hops && $0.isReady }.compactMap(\.certificateEnds).min()
  }

  private func checkFrozen(_ context: inout Context<SidecarLab>) {
    guard !isControlPlaneUp, knobs.mode == .sidecars, signs.frozen.count == instances.count else { return }
    for (index, instance) in instances.enumerated() {
      guard let config = instance.config else { continue }
      context.check(
        .configFrozen, config.version == signs.frozen[index],
        "\(SidecarLab.serviceNames[instance.service]) has \(config.version), had \(signs.frozen[index])")
    }
  }

  private func checkBooks(_ context: inout Context<SidecarLab>) {
    let roots = (0..<UInt32(frames.slots)).reduce(0) {
      frames[$1].isAlive && frames[$1].caller == nil ? $0 + 1 : $0
    }
    let ended = requests.succeeded + requests.failed
    context.check(
      .requestBooks, requests.begun == ended + roots && roots == requests.running,
      "\(requests.begun) begun, \(ended) ended, \(roots) at work")
  }

  /// Tells of certificates that have run out, and of services that are whole again.
  mutating func tellCertificates(_ context: inout Context<SidecarLab>) {
    guard usesCertificates else { return }
    for service in 0...knobs.hops {
      let isOut = SidecarLab.instances(of: service).contains {
        instances[$0].isReady && !hasValidCertificate($0, at: context.now)
      }
      guard isOut != signs.hasToldExpired[service] else { continue }
      signs.hasToldExpired[service] = isOut
      if isOut && knobs.mode == .sidecars && !isControlPlaneUp && self[.certificateExpires] == nil {
        context.reach(.certificateRunsOut)
      }
      context.note(
        isOut ? .certificateOut(service) : .certificateGood(service),
        cause: isOut ? cause(.certificate) : context.input)
    }
  }
}
