import Engine
import Grid
import LabKit

extension SidecarLab {
  /// The chain from top to bottom: language, instances, how the call to the next one goes.
  static var fleetPanel: Panel<Self> {
    Panel(
      "Fleet",
      reading: """
        The services in the order in which a request passes them, and how the call to the next one goes: encrypted \
        or plain, the breaker's state, attempts, when it is given up. Sidecars do that for every language alike.
        """, topics: [Topic.fleet], knobs: ["mode", "traffic", "hops", "churn", "errors", "work"],
      actions: [
        .sidecarDies, .certificateExpires, .controlPlaneDown, .newInstance, .bottomDown, .bottomSlow, .request,
      ], minimumWidth: 36, minimumHeight: 5,
      [
        .table(
          "service", rows: { view in view.knobs.chain.map { Span($0.name, ill(view, $0) ? .bad : .text, .bold) } },
          [
            .text("in", minimum: 6, priority: 1) { Span(names[$0.knobs.language(Service(rawValue: $1)!)], .muted) },
            .text("inst", minimum: 4, priority: 5) { instances($0, Service(rawValue: $1)!) },
            .text("cert", minimum: 5, priority: 3) { certificate($0, Service(rawValue: $1)!) },
            .text("to the next", minimum: 14, priority: 4) { edge($0, Service(rawValue: $1)!) },
            .text("gives up", minimum: 8, priority: 2) { patience($0, Service(rawValue: $1)!) },
          ]
        ).priority(5),
        .legend(("●", .good, "ready"), ("○", .warning, "starts"), ("?", .bad, "waits"), ("✗", .bad, "no sidecar")),
        .figures { view in
          let found = view.lab.failures.pairs.filter { $0.value > 0 }
          let counts = found.map { (name: $0.label.name, figure: Span(Figure.count($0.value), .warning)) }
          return [("in all failed:", found.isEmpty ? Span("none", .good) : "")] + counts
        }.priority(4).showing(.failed, .callsPlain, as: .bad).showing(.succeeded, as: .good),
        .pinned("request") { $0.lab.victim },
        .chart([
          Curve("ok", .all(.succeeded), .good), Curve("failed", .all(.failed), .bad),
          Curve("turned away", .all(.turnedAway), .warning),
        ]).least(rows: 5).priority(0),
      ],
      status: { view in share(view).map { "\(Figure.percent($0)) ok" } ?? "no requests" })
  }

  /// The share of requests that went well in the last five seconds; nil when none ended.
  static func share(_ view: View<Self>) -> Double? {
    let ok = view.rate(.all(.succeeded), overSeconds: 5) ?? 0
    let bad = view.rate(.all(.failed), overSeconds: 5) ?? 0
    return ok + bad > 0 ? ok / (ok + bad) : nil
  }

  static let names = ["Java", "Go", "Python", "Swift", "Rust"]

  private static func ill(_ view: View<Self>, _ service: Service) -> Bool {
    service.rawValue == view.knobs.hops && (view.context.isOn(.bottomDown) || view.context.isOn(.bottomSlow))
  }

  private static func instances(_ view: View<Self>, _ service: Service) -> Span {
    let cells: [(glyph: String, role: Role)] = service.instances.map { index in
      if view.lab.isProxyDead(index, view.context) { return ("✗", .bad) }
      let instance = view.lab.instances[index]
      return instance.isWaiting ? ("?", .bad) : instance.isReady ? ("●", .good) : ("○", .warning)
    }
    let worst = [Role.bad, .warning].first { role in cells.contains { $0.role == role } } ?? .good
    return Span(cells.map(\.glyph).joined(separator: " "), worst, worst == .bad ? .bold : [])
  }

  private static func certificate(_ view: View<Self>, _ service: Service) -> Span {
    guard view.lab.usesCertificates(view.knobs) else { return Span("none", .muted) }
    guard let first = view.lab.firstEnd(of: CollectionOfOne(service)) else { return Span("none", .bad) }
    let left = (first - view.now).seconds.rounded(.up)
    guard first > view.now else { return Span("✗ out", .bad) }
    return Span("\(Int(left)) s", left < view.knobs.certificateSeconds * 0.4 ? .warning : .good)
  }

  /// What is done for the calls of a service; for the last one, how it is.
  private static func edge(_ view: View<Self>, _ service: Service) -> Span {
    guard service.rawValue < view.knobs.hops else {
      let word = view.context.isOn(.bottomDown) ? "✗ down" : view.context.isOn(.bottomSlow) ? "… slow" : "bottom"
      return Span(word, ill(view, service) ? .bad : .muted)
    }
    let features = features(view, service), state = view.lab.breakers[service].state
    var words = [features.has(.mTLS) ? "mTLS" : "plain"]
    if features.has(.breaker) { words.append(state == .closed ? "─" : state == .halfOpen ? "┄half" : "╱OPEN") }
    if features.retries > 0 { words.append("×\(features.retries + 1)") }
    let isBad = !features.has(.mTLS) || features.has(.breaker) && state == .open
    return Span(words.joined(separator: " "), isBad ? .bad : state == .halfOpen ? .warning : .good)
  }

  private static func patience(_ view: View<Self>, _ service: Service) -> Span {
    let isBottom = service.rawValue >= view.knobs.hops, timeout = features(view, service).timeout
    return Span(isBottom ? "" : timeout > 0 ? Figure.milliseconds(timeout) : "never", .muted)
  }

  private static func features(_ view: View<Self>, _ service: Service) -> Features {
    guard service.rawValue < view.knobs.hops else { return Features() }
    let ready = service.instances.first { view.lab.instances[$0].isReady }
    return view.lab.features(from: ready ?? service.instances.lowerBound, view.knobs)
  }

  /// Which feature works for services in which language, and what it takes to get there.
  static var coveragePanel: Panel<Self> {
    Panel(
      "Coverage",
      reading: """
        Which feature works in which language. With sidecars each is written once and works for all; with libraries \
        each is written for every language, and until then some calls are plain or not traced.
        """, topics: [Topic.coverage],
      knobs: ["mode", "languages", "library.work", "mtls", "retries", "timeout", "breaker", "telemetry"],
      minimumWidth: 34, minimumHeight: 6,
      [
        .drawn(rows: 6, most: 6) { view, canvas in matrix(view, on: &canvas) }.priority(5),
        .line { view in
          let all = view.knobs.languages * Feature.allCases.count
          switch view.knobs.mode {
          case .sidecars: return [Span("written \(Feature.allCases.count) times, not \(all)")]
          case .libraries: return [Span("\(min(view.knobs.libraryWork, all)) of \(all) pieces written")]
          case .none: return [Span("written by nobody")]
          }
        }.priority(3),
        .line { [measured($0)] }.priority(4),
        .legend(("●", .good, "works"), ("○", .muted, "off"), ("·", .bad, "not written")).priority(2),
        .chart([
          Curve("encrypted", .all(.callsEncrypted), .good), Curve("plain", .all(.callsPlain), .bad),
        ]).least(rows: 5).priority(0),
      ],
      status: { view in
        let languages = 0..<view.knobs.languages, features = Feature.allCases
        let covered = features.reduce(0) { sum, one in sum + languages.count { view.knobs.isCovered(one, $0) } }
        return "\(covered) of \(languages.count * features.count), \(view.knobs.mode.rawValue)"
      })
  }

  private static func matrix(_ view: View<Self>, on canvas: inout Canvas) {
    let languages = view.knobs.languages, step = max(4, min(8, (canvas.width - 10) / languages))
    for language in 0..<languages {
      let name = Span(names[language], .muted)
      canvas.write(name, column: 10 + language * step, row: 0, width: step - 1)
    }
    for feature in Feature.allCases {
      let row = feature.rawValue + 1, isOn = view.lab.newest.has(feature)
      canvas.write(Span(feature.name, isOn ? .text : .muted), column: 0, row: row, width: 10)
      for language in 0..<languages {
        let cell = isOn ? Cell("●", .good) : Cell("○", .muted)
        let isCovered = view.knobs.isCovered(feature, language)
        canvas.put(isCovered ? cell : Cell("·", .bad, .bold), column: 11 + language * step, row: row)
      }
    }
  }

  /// The share of calls that were really covered.
  private static func measured(_ view: View<Self>) -> Span {
    let (all, encrypted, traced) = lately(view.context)
    let shares = [encrypted, min(all, traced)].map { all > 0 ? Figure.percent($0 / all) : Figure.none }
    return Span("of calls \(shares[0]) encrypted, \(shares[1]) traced", encrypted < all ? .warning : .good)
  }
}
