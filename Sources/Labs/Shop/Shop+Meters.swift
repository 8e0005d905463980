import Engine
import FirstEdition

extension Shop {
  /// What the shop measures.
  public enum Meter: Int, MeterSet {
    case offeredP0, offeredP1, offeredP2
    case admittedP0, admittedP1, admittedP2
    case shedP0, shedP1, shedP2
    case servedP0, servedP1, servedP2
    case latencyP0, latencyP1, latencyP2
    case refusedFull, refusedPool
    case ordersStarted, ordersConfirmed, ordersCompensated, ordersStranded, ordersRunning, ordersCompensating
    case sagaFailures, sagaCompensations
    case openedInventory, openedPayment, openedShipping, openedNotification
    case callsStarted, callsFailed, callsRefused
    case hopAdded, callsRetried, handshakesFailed, callsCutOff, certificateLeft, configBehind
    case poolPayment, poolOrders, poolAnalytics
    case outboxPending, outboxLocked, relayBatches, relayRows, relayDuplicates, publisherCrashes, eventsLost,
      eventsDropped
    case queueAppended, queueConsumed, queueDuplicates, queueLag
    case counterValue, counterSpread, counterByHand, counterDoubled, gossipSent, gossipLost

    /// Name, kind and unit.
    public var declaration: MeterDeclaration {
      switch self {
      case .offeredP0: offered("p0", "payments and auth")
      case .offeredP1: offered("p1", "core reads")
      case .offeredP2: offered("p2", "analytics")
      case .admittedP0: admitted("p0")
      case .admittedP1: admitted("p1")
      case .admittedP2: admitted("p2")
      case .shedP0: shed("p0")
      case .shedP1: shed("p1")
      case .shedP2: shed("p2")
      case .servedP0: served("p0")
      case .servedP1: served("p1")
      case .servedP2: served("p2")
      case .latencyP0: latency("p0")
      case .latencyP1: latency("p1")
      case .latencyP2: latency("p2")
      case .refusedFull:
        MeterDeclaration(
          "refused.queue", .counter, unit: "requests", "Admitted, but the servers' queue was full.")
      case .refusedPool:
        MeterDeclaration(
          "refused.pool", .counter, unit: "requests", "Admitted, but the bulkhead and its line were full.")
      default: orderDeclaration
      }
    }

    private func offered(_ name: String, _ what: String) -> MeterDeclaration {
      MeterDeclaration("offered.\(name)", .counter, unit: "requests", "Requests that arrived: \(what).")
    }
    private func admitted(_ name: String) -> MeterDeclaration {
      MeterDeclaration("admitted.\(name)", .counter, unit: "requests", "Requests that the shedder let in.")
    }
    private func shed(_ name: String) -> MeterDeclaration {
      MeterDeclaration("shed.\(name)", .counter, unit: "requests", "Requests that the shedder turned away.")
    }
    private func served(_ name: String) -> MeterDeclaration {
      MeterDeclaration(
        "served.\(name)", .counter, unit: "requests",
        "Answered with success within the client's timeout: the goodput.")
    }
    private func latency(_ name: String) -> MeterDeclaration {
      MeterDeclaration("latency.\(name)", .latency, "From arrival to the successful answer, however late.")
    }

    private var orderDeclaration: MeterDeclaration {
      switch self {
      case .ordersStarted:
        MeterDeclaration("orders.started", .counter, unit: "orders", "Orders whose saga began.")
      case .ordersConfirmed:
        MeterDeclaration("orders.confirmed", .counter, unit: "orders", "Orders whose four steps succeeded.")
      case .ordersCompensated:
        MeterDeclaration(
          "orders.compensated", .counter, unit: "orders",
          "Failed orders whose completed steps were all undone.")
      case .ordersStranded:
        MeterDeclaration(
          "orders.stranded", .counter, unit: "orders", "Failed orders left half done, with the saga off.")
      case .ordersRunning:
        MeterDeclaration("orders.running", .gauge, unit: "orders", "Orders on their way forward.")
      case .ordersCompensating:
        MeterDeclaration("orders.compensating", .gauge, unit: "orders", "Orders on their way back.")
      case .sagaFailures:
        MeterDeclaration("saga.failures", .counter, unit: "steps", "Steps that failed for good.")
      case .sagaCompensations:
        MeterDeclaration("saga.compensations", .counter, unit: "steps", "Steps that were undone.")
      case .openedInventory: opened(.inventory)
      case .openedPayment: opened(.payment)
      case .openedShipping: opened(.shipping)
      case .openedNotification: opened(.notification)
      case .callsStarted:
        MeterDeclaration("calls.started", .counter, unit: "calls", "Calls to services that went out.")
      case .callsFailed:
        MeterDeclaration("calls.failed", .counter, unit: "calls", "Calls that failed or timed out.")
      case .callsRefused:
        MeterDeclaration("calls.refused", .counter, unit: "calls", "Calls that an open breaker refused.")
      case .poolPayment: MeterDeclaration("pool.payment", .gauge, unit: "calls", "Permits in use, of 20.")
      case .poolOrders:
        MeterDeclaration("pool.orders", .gauge, unit: "requests", "Permits in use, of 50; of 75 when shared.")
      case .poolAnalytics:
        MeterDeclaration("pool.analytics", .gauge, unit: "requests", "Permits in use, of 5.")
      default: meshDeclaration
      }
    }

    private var meshDeclaration: MeterDeclaration {
      switch self {
      case .hopAdded:
        MeterDeclaration("sidecar.hop", .latency, "What the two sidecars of a call added to it.")
      case .callsRetried:
        MeterDeclaration("calls.retried", .counter, unit: "calls", "Attempts that a sidecar made again.")
      case .handshakesFailed:
        MeterDeclaration(
          "mtls.refused", .counter, unit: "calls", "Calls refused because a certificate had run out.")
      case .callsCutOff:
        MeterDeclaration(
          "sidecar.cutoff", .counter, unit: "calls",
          "Calls that met a dead sidecar, or were under way when it died.")
      case .certificateLeft:
        MeterDeclaration(
          "cert.left", .gauge, unit: "s", "How long the certificate still lives that runs out first.")
      case .configBehind:
        MeterDeclaration(
          "config.behind", .gauge, unit: "versions", "Configurations that the sidecars have not been told of."
        )
      default: queueDeclaration
      }
    }

    private func opened(_ service: Service) -> MeterDeclaration {
      MeterDeclaration(
        "breaker.\(service).opened", .counter, unit: "times",
        "How often the breaker before \(service) opened.")
    }

    private var queueDeclaration: MeterDeclaration {
      switch self {
      case .outboxPending:
        MeterDeclaration("outbox.pending", .gauge, unit: "rows", "Rows that are not marked published.")
      case .outboxLocked:
        MeterDeclaration("outbox.locked", .gauge, unit: "rows", "Rows that relays have locked.")
      case .relayBatches:
        MeterDeclaration("relay.batches", .counter, unit: "batches", "Batches that the broker acknowledged.")
      case .relayRows: MeterDeclaration("relay.rows", .counter, unit: "rows", "Rows published and marked.")
      case .relayDuplicates:
        MeterDeclaration(
          "relay.duplicates", .counter, unit: "rows",
          "Rows published again, because nobody knew that they were out.")
      case .publisherCrashes:
        MeterDeclaration(
          "publisher.crashes", .counter, unit: "crashes",
          "Relays that crashed, and order services that crashed around a dual write.")
      case .eventsLost:
        MeterDeclaration(
          "events.lost", .counter, unit: "events",
          "Events of confirmed orders that no consumer will see: dual writes.")
      case .eventsDropped:
        MeterDeclaration(
          "events.dropped", .counter, unit: "events",
          "Analytics events refused by backpressure or by a broker that is down.")
      case .queueAppended:
        MeterDeclaration("queue.appended", .counter, unit: "records", "Records written to the log.")
      case .queueConsumed:
        MeterDeclaration(
          "queue.consumed", .counter, unit: "records", "Records whose processing was committed.")
      case .queueDuplicates:
        MeterDeclaration(
          "queue.duplicates", .counter, unit: "records", "Records of orders that had been counted before.")
      case .queueLag:
        MeterDeclaration(
          "queue.lag", .gauge, unit: "records", "Records written and not yet committed by a consumer.")
      case .counterValue:
        MeterDeclaration(
          "counter.value", .gauge, unit: "orders",
          "What all regions will agree on: the sum of every region's own position.")
      case .counterSpread:
        MeterDeclaration(
          "counter.spread", .gauge, unit: "orders", "The highest less the lowest value that a region shows.")
      case .counterByHand:
        MeterDeclaration("counter.byhand", .counter, unit: "increments", "Increments by key.")
      case .counterDoubled:
        MeterDeclaration(
          "counter.doubled", .counter, unit: "orders",
          "Orders counted again: without an inbox the total is wrong by them."
        )
      case .gossipSent: MeterDeclaration("gossip.sent", .counter, unit: "messages", "Gossip messages sent.")
      default:
        MeterDeclaration(
          "gossip.lost", .counter, unit: "messages", "Gossip messages that a partition swallowed.")
      }
    }

    static func offered(_ priority: Request.Priority) -> Meter {
      Meter(rawValue: offeredP0.rawValue + Int(priority.rawValue))!
    }
    static func admitted(_ priority: Request.Priority) -> Meter {
      Meter(rawValue: admittedP0.rawValue + Int(priority.rawValue))!
    }
    static func shed(_ priority: Request.Priority) -> Meter {
      Meter(rawValue: shedP0.rawValue + Int(priority.rawValue))!
    }
    static func served(_ priority: Request.Priority) -> Meter {
      Meter(rawValue: servedP0.rawValue + Int(priority.rawValue))!
    }
    static func latency(_ priority: Request.Priority) -> Meter {
      Meter(rawValue: latencyP0.rawValue + Int(priority.rawValue))!
    }
    static func opened(_ service: Service) -> Meter {
      Meter(rawValue: openedInventory.rawValue + service.index)!
    }
  }
}
