import FirstEdition

extension Shop {
  /// What the keys do to the shop.
  public enum Action: String, ActionSet {
    case failStep1 = "fail.step1"
    case failStep2 = "fail.step2"
    case failStep3 = "fail.step3"
    case failStep4 = "fail.step4"
    case order = "order"
    case paymentDown = "payment.down"
    case paymentSlow = "payment.slow"
    case inventoryDown = "inventory.down"
    case shippingDown = "shipping.down"
    case certificateExpires = "certificate.expires"
    case sidecarDies = "sidecar.dies"
    case controlPlaneDown = "control.down"
    case consumersSlow = "consumers.slow"
    case brokerDown = "broker.down"
    case crashBeforePublish = "crash.before-publish"
    case crashBeforeMark = "crash.before-mark"
    case partitionA = "partition.a"
    case partitionB = "partition.b"
    case partitionC = "partition.c"
    case burst = "traffic.burst"
    case capacityHalves = "capacity.halves"
    case incrementA = "increment.a"
    case incrementB = "increment.b"
    case incrementC = "increment.c"
    case mergeNow = "merge.now"

    /// Key, title and kind.
    public var declaration: ActionDeclaration {
      switch self {
      case .failStep1:
        .once("1", "fail at inventory", "Runs an order whose reservation is refused: nothing to undo.")
      case .failStep2:
        .once("2", "fail at payment", "Runs an order whose card is declined: one compensation.")
      case .failStep3:
        .once("3", "fail at shipment", "Runs an order whose shipment is refused: two compensations.")
      case .failStep4:
        .once("4", "fail at confirm", "Runs an order whose confirmation is refused: three compensations.")
      case .order: .once("o", "run an order", "Runs one order now and traces it.")
      case .paymentDown: .fault("p", "payment down", "Payment refuses every connection.")
      case .paymentSlow: .fault("w", "payment slow", "Payment takes a hundred times as long.")
      case .inventoryDown: .fault("i", "inventory down", "Inventory refuses every connection.")
      case .shippingDown: .fault("d", "shipping down", "Shipping (delivery) refuses every connection.")
      case .certificateExpires:
        .fault(
          "e", "cert expires", "The certificate of payment's sidecar runs out; healing rotates it.")
      case .sidecarDies:
        .fault("S", "sidecar dies", "The sidecar of shipping is dead; the service behind it is not.")
      case .controlPlaneDown:
        .fault("P", "control plane down", "No configuration and no certificates for the sidecars.")
      case .consumersSlow: .fault("c", "consumers slow", "Consumers take twenty times as long for a record.")
      case .brokerDown: .fault("m", "broker down", "The message broker takes and acknowledges nothing.")
      case .crashBeforePublish:
        .once(
          "f", "crash: unpublished",
          "The next publisher crashes before it publishes: a relay, or the order service without the outbox.")
      case .crashBeforeMark:
        .once("a", "crash: unmarked", "The next publisher crashes after it published, before that is marked.")
      case .partitionA: .fault("x", "cut off A", "Region A hears no gossip and nobody hears its own.")
      case .partitionB: .fault("y", "cut off B", "Region B hears no gossip and nobody hears its own.")
      case .partitionC: .fault("z", "cut off C", "Region C hears no gossip and nobody hears its own.")
      case .burst: .fault("u", "traffic burst", "Three times as many requests as the knob says.")
      case .capacityHalves:
        .fault("v", "capacity halves", "Half of the servers are gone; the shedder is told.")
      case .incrementA: .once("A", "increment A", "Adds one to region A's position by hand.")
      case .incrementB: .once("B", "increment B", "Adds one to region B's position by hand.")
      case .incrementC: .once("C", "increment C", "Adds one to region C's position by hand.")
      case .mergeNow: .once("g", "merge now", "All regions that hear each other merge at once.")
      }
    }
  }
}
