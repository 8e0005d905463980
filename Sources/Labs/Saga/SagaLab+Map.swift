import Grid
import LabKit

extension SagaLab {
  /// Orders from their arrival to one of their ends.
  static let map = FlowMap<Self>(
    [
      .box("clients", panel: "All orders", rate: .all(.ordersOffered), "ask"),
      .box("coordinator", panel: "Coordinator", faults: [.crashInDoubt], cuts: [.coordinatorCrash]) { view in
        Span("\(Figure.count(view.level(.all(.ordersForward)) ?? 0)) forward")
      },
      .box("services", panel: "One order", rate: .all(.stepsTried), "steps"),
      .box("rows", panel: "Shared rows", isBusy: { ($0.level(.all(.locksBlocked)) ?? 0) > 0 }) { view in
        Span("\(Int(view.level(.all(.locksHeld)) ?? 0).of("lock"))")
      },
      .box("undo", panel: "One order", faults: [.compensationFails]) { view in
        Span("\(Figure.count(view.level(.all(.ordersBackward)) ?? 0)) back")
      },
      .box("complete", panel: "All orders", rate: .all(.ordersCompleted), "done"),
      .box("half done", panel: "All orders", isBroken: { $0.total(.all(.ordersHalfDone)) > 0 }) { view in
        Span("\(view.total(.all(.ordersHalfDone))) in all")
      },
    ],
    [
      .arrow("clients", "coordinator", .all(.ordersStarted)), .arrow("coordinator", "services", .all(.stepsTried)),
      .arrow("services", "rows"), .arrow("services", "undo", .all(.compensations)),
      .arrow("services", "complete", .all(.ordersCompleted)),
      .arrow("services", "half done", .all(.ordersHalfDone), isBad: true),
    ])
}
