import Grid
import LabKit

extension Shop {
  /// An order's way from the client to the counters of three regions.
  static let map = FlowMap<Shop>(
    [
      .box("traffic", panel: "Load shedding", faults: [.burst], rate: .all(.offered), "asked"),
      .box("shedder", panel: "Load shedding", isBusy: { ($0.rate(.all(.shed)) ?? 0) > 0 }) { view in
        Span("sheds \(Figure.rate(view.rate(.all(.shed)) ?? 0))")
      },
      .box(
        "gateway", panel: "Circuit breakers", faults: [.capacityHalves],
        isBusy: { ($0.level(.all(.gatewayWaiting)) ?? 0) > 50 }
      ) { Span("\(Figure.count($0.level(.all(.gatewayWaiting)) ?? 0)) wait") },
      .box("saga", panel: "Saga timeline", isBusy: { ($0.level(.all(.ordersCompensating)) ?? 0) > 0 }) { view in
        Span("\(Figure.count(view.level(.all(.ordersRunning)) ?? 0)) running")
      },
    ] + Service.allCases.map(service) + [
      .box("outbox", panel: "Queue depth", isBusy: { ($0.level(.all(.outboxPending)) ?? 0) > 100 }) { view in
        Span("\(Int(view.level(.all(.outboxPending)) ?? 0).of("row"))")
      },
      .box("log", panel: "Queue depth", cuts: [.brokerDown]) { view in
        Span("lag \(Figure.count(view.level(.all(.queueLag)) ?? 0))")
      },
      .box("consumers", panel: "Queue depth", faults: [.consumersSlow], rate: .all(.queueConsumed), "done"),
      .box("regions", panel: "G-Counter", faults: [.partition]) { view in
        Span("\(Figure.count(view.level(.all(.counterValue)) ?? 0)) sold")
      },
    ],
    [
      .arrow("traffic", "shedder", .all(.offered)), .arrow("shedder", "gateway", .all(.admitted)),
      .arrow("gateway", "saga", .all(.ordersStarted)),
    ] + Service.allCases.map(calls) + [
      .arrow("saga", "outbox", .all(.ordersConfirmed)), .arrow("outbox", "log", .all(.queueAppended)),
      .arrow("log", "consumers", .all(.queueConsumed)), .arrow("consumers", "regions"),
    ])

  /// What calls of a service go through, unless its breaker is open.
  private static func calls(_ service: Service) -> FlowMap<Shop>.Arrow {
    .arrow("saga", service.name) { $0.lab.breakers[service].state == .open }
  }

  private static func service(_ service: Service) -> FlowMap<Shop>.Box {
    let own: [Action] =
      service == .payment ? [.paymentSlow, .certificateExpires] : service == .shipping ? [.sidecarDies] : []
    return .box(
      service.name, panel: "Circuit breakers", faults: own, cuts: [service.down],
      isBroken: { $0.lab.breakers[service].state == .open }
    ) { view in
      switch view.lab.breakers[service].state {
      case .open: Span("OPEN", .bad, .bold)
      case .halfOpen: Span("half-open", .warning)
      default: Span("closed")
      }
    }
  }
}
