import Engine
import LabKit

extension Shop {
  /// What the shop claims.
  public enum Law: Int, LawSet {
    case p2First, p0Admitted, sagaState, sagaReverse, breakerOpen, conservation, regionValue, highWater
    case ordersEnd, regionsAgree
    case breakerRecloses, sagaCompensates, lagAlert, regionsDisagree, p1Shed

    /// Name, kind and claim.
    public var declaration: LawDeclaration {
      switch self {
      case .p2First: .init("p2-first", .always, "P1's quota is below its demand only while P2's is 0.")
      case .p0Admitted: .init("p0-admitted", .always, "P0 is always admitted.")
      case .sagaState: .init("saga-state", .always, "Every order is in exactly one state of its saga.")
      case .sagaReverse:
        .init("saga-reverse", .always, "Compensations run in the reverse of the completed steps.")
      case .breakerOpen: .init("breaker-open", .always, "No call starts through an open breaker.")
      case .conservation:
        .init(
          "conservation", .always,
          "The confirmed orders are exactly the distinct orders in outbox, log, hands and counters.")
      case .regionValue:
        .init(
          "region-value", .always,
          "A region's position is the distinct orders it consumed plus its increments by hand.")
      case .highWater:
        .init(
          "high-water", .always, "With backpressure the lag passes the high-water mark by one batch at most.")
      case .ordersEnd: .init("orders-end", .eventually, "Every order is confirmed or fully compensated.")
      case .regionsAgree: .init("regions-agree", .eventually, "All regions show the same value.")
      case .breakerRecloses: .init("breaker-recloses", .sometimes, "A breaker opens and closes again.")
      case .sagaCompensates: .init("saga-compensates", .sometimes, "A failed order is fully compensated.")
      case .lagAlert: .init("lag-alert", .sometimes, "The lag passes the alert of 10,000 records.")
      case .regionsDisagree: .init("regions-disagree", .sometimes, "Two regions show different values.")
      case .p1Shed: .init("p1-shed", .sometimes, "A P1 request is shed.")
      }
    }
  }
}
