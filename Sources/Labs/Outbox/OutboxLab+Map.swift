import Grid
import LabKit

extension OutboxLab {
  /// An order's way from the client to its effect.
  static let map = FlowMap<Self>(
    [
      .box("clients", panel: "Orders", rate: .all(.ordersOffered), "ask"),
      .box("service", panel: "Orders", rate: .all(.ordersCommitted), "commit"),
      .box("outbox", panel: "Table", isBusy: { ($0.level(.all(.rowsWaiting)) ?? 0) > 100 }) { view in
        Span("\(Int(view.level(.all(.rowsWaiting)) ?? 0).of("row"))")
      },
      .box("broker", panel: "Relays", cuts: [.brokerDown]) { view in
        Span("\(view.total(.all(.duplicates))) twice")
      },
      .box("consumer", panel: "Consumer", rate: .all(.effects), "effects"),
      .box("lost", panel: "Consumer", isBroken: { $0.total(.all(.eventsLost)) > 0 }) { view in
        Span("\(view.total(.all(.eventsLost))) in all")
      },
    ],
    [
      .arrow("clients", "service", .all(.ordersStarted)), .arrow("service", "outbox", .all(.ordersCommitted)),
      .arrow("outbox", "broker", .all(.recordsAppended)), .arrow("broker", "consumer", .all(.recordsConsumed)),
      .arrow("service", "lost", .all(.eventsLost), isBad: true),
    ])
}
