import Engine
import FirstEdition

extension Shop {
  /// What the shop claims.
  public enum Law: Int, LawSet {
    case p2First, p0Admitted, sagaState, sagaReverse, breakerOpen, conservation, regionValue, highWater
    case lockedOnce, duplicateBound, onceWithInbox, expiredRefused, configFrozen
    case ordersEnd, regionsAgree, outboxDelivers, trueTotal, meshWhole
    case breakerRecloses, sagaCompensates, lagAlert, regionsDisagree, p1Shed
    case eventLost, publishedTwice, doubledEffect, skipsLocked
    case healthyUnreachable, handshakeRefused, dataPlaneGoesOn

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
          "A region's position is the distinct orders it counted, what it counted again without an inbox, and its increments by hand."
        )
      case .highWater:
        .init(
          "high-water", .always,
          "With backpressure the lag passes the high-water mark by one batch a relay at most.")
      default: outboxDeclaration
      }
    }

    private var outboxDeclaration: LawDeclaration {
      switch self {
      case .lockedOnce:
        .init("locked-once", .always, "Every locked row of the outbox is in the hands of one relay.")
      case .duplicateBound:
        .init("duplicate-bound", .always, "A crash or a lost answer publishes at most one batch again.")
      case .onceWithInbox:
        .init("once-with-inbox", .always, "An order that was counted under the inbox is not counted again.")
      case .outboxDelivers:
        .init(
          "outbox-delivers", .eventually,
          "The event of every confirmed order is counted; only two writes without an outbox lose any.")
      case .trueTotal:
        .init(
          "true-total", .eventually,
          "With the inbox the regions' total is every confirmed order whose event is not lost, once.")
      case .eventLost:
        .init("event-lost", .sometimes, "Without the outbox an order is confirmed and its event lost.")
      case .publishedTwice: .init("published-twice", .sometimes, "A row of the outbox is published again.")
      case .doubledEffect: .init("doubled-effect", .sometimes, "Without the inbox an order is counted twice.")
      case .skipsLocked:
        .init("skips-locked", .sometimes, "A relay passes over rows that another one has locked.")
      default: meshDeclaration
      }
    }

    private var meshDeclaration: LawDeclaration {
      switch self {
      case .expiredRefused:
        .init("expired-refused", .always, "No call is let in under a certificate older than its lifetime.")
      case .configFrozen:
        .init(
          "config-frozen", .always, "Without the control plane the sidecars keep their last configuration.")
      case .meshWhole:
        .init(
          "mesh-whole", .eventually, "Every sidecar is up, with the newest configuration and a certificate.")
      case .healthyUnreachable:
        .init("healthy-unreachable", .sometimes, "A healthy service is cut off: its sidecar is dead.")
      case .handshakeRefused:
        .init("handshake-refused", .sometimes, "A call is refused because a certificate has run out.")
      case .dataPlaneGoesOn:
        .init("data-plane-goes-on", .sometimes, "An order is confirmed while the control plane is down.")
      default: timeDeclaration
      }
    }

    private var timeDeclaration: LawDeclaration {
      switch self {
      case .ordersEnd: .init("orders-end", .eventually, "Every order is confirmed or fully compensated.")
      case .regionsAgree: .init("regions-agree", .eventually, "All regions show the same value.")
      case .breakerRecloses: .init("breaker-recloses", .sometimes, "A breaker opens and closes again.")
      case .sagaCompensates: .init("saga-compensates", .sometimes, "A failed order is fully compensated.")
      case .lagAlert: .init("lag-alert", .sometimes, "The lag passes the alert of 10,000 records.")
      case .regionsDisagree: .init("regions-disagree", .sometimes, "Two regions show different values.")
      default: .init("p1-shed", .sometimes, "A P1 request is shed.")
      }
    }
  }
}
