import Grid
import LabKit

extension BulkheadLab {
  /// Three kinds of requests, their pools, and the vendor behind one of them.
  static let map = FlowMap<Self>(
    [.box("clients", panel: "Tenants", faults: [.burst], rate: .all(.offered), "ask")] + Service.allCases.map(pool) + [
      .box("vendor", panel: "Threads", faults: [.slow], cuts: [.dead]) { view in
        Span("\(Int(view.level(.all(.stuck)) ?? 0).of("thread")) hang")
      },
      .box("answered", panel: "Answers", rate: .all(.served), "in time"),
    ],
    Service.allCases.map { .arrow("clients", $0.name, .of(.offered, $0)) } + [.arrow("payment", "vendor")]
      + [Service.catalogue, .analytics].map { .arrow($0.name, "answered", .of(.served, $0)) }
      + [.arrow("vendor", "answered", .of(.served, Service.payment))])

  private static func pool(_ service: Service) -> FlowMap<Self>.Box {
    .box(service.name, panel: "Threads", isBusy: { ($0.rate(.of(.refused, service)) ?? 0) > 0 }) { view in
      Span("refused \(Figure.rate(view.rate(.of(.refused, service)) ?? 0))")
    }
  }
}
