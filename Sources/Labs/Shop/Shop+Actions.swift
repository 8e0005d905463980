import LabKit

extension Shop {
  enum Action: Int, ActionKind {
    case failStep1, failStep2, failStep3, failStep4, order
    case paymentDown, paymentSlow, inventoryDown, shippingDown, notificationDown
    case certificateExpires, sidecarDies, controlPlaneDown
    case consumersSlow, brokerDown, crashBeforePublish, crashBeforeMark
    case partition, burst, capacityHalves, increment, mergeNow
  }
}

extension Shop.Action {
  var declaration: ActionFamily {
    switch self {
    case .failStep1:
      .once("1", "fail.step1", "fail at inventory", "Runs an order whose reservation fails: nothing to undo.")
    case .failStep2:
      .once("2", "fail.step2", "fail at payment", "Runs an order whose card is declined: one compensation.")
    case .failStep3:
      .once("3", "fail.step3", "fail at shipment", "Runs an order whose shipment fails: two compensations.")
    case .failStep4:
      .once("4", "fail.step4", "fail at confirm", "Runs an order whose confirmation fails: three compensations.")
    case .order: .once("o", "order", "run an order", "Runs one order now and traces it.")
    case .paymentDown: .fault("p", "payment.down", "payment down", "Payment refuses every connection.")
    case .paymentSlow: .fault("w", "payment.slow", "payment slow", "Payment takes a hundred times as long.")
    case .inventoryDown: .fault("i", "inventory.down", "inventory down", "Inventory refuses every connection.")
    case .shippingDown: .fault("d", "shipping.down", "shipping down", "Shipping (delivery) refuses every connection.")
    case .notificationDown: .fault("E", "notification.down", "notify down", "Notification refuses every connection.")
    case .certificateExpires:
      .fault("e", "certificate.expires", "cert expires", "Payment's certificate runs out; healing rotates it.")
    case .sidecarDies:
      .fault("S", "sidecar.dies", "sidecar dies", "The sidecar of shipping is dead; the service behind it is not.")
    case .controlPlaneDown:
      .fault("P", "control.down", "control plane down", "No configuration or certificates for sidecars.")
    case .consumersSlow:
      .fault("c", "consumers.slow", "consumers slow", "Consumers take twenty times as long for a record.")
    case .brokerDown: .fault("m", "broker.down", "broker down", "The message broker takes and acknowledges nothing.")
    case .crashBeforePublish:
      .once(
        "f", "crash.before-publish", "crash: unpublished",
        "The next publisher crashes before it publishes: a relay, or the order service without the outbox.")
    case .crashBeforeMark:
      .once(
        "a", "crash.before-mark", "crash: unmarked",
        "The next publisher crashes after it published, before that is marked.")
    case .partition:
      .faults(
        "xyz", by: .each(Shop.Region.self), "partition", "cut off *", "Region * hears nobody and nobody hears it.")
    case .burst: .fault("u", "traffic.burst", "traffic burst", "Three times as many requests as the knob says.")
    case .capacityHalves:
      .fault("v", "capacity.halves", "capacity halves", "Half of the servers are gone; the shedder is told.")
    case .increment:
      .onces("ABC", by: .each(Shop.Region.self), "increment", "increment *", "Adds one to region *'s position by hand.")
    case .mergeNow: .once("g", "merge.now", "merge now", "All regions that hear each other merge at once.")
    }
  }

  /// The step that an order by this key is refused at, counted from 1; 0 for none.
  var refusedStep: UInt8 { self == .order ? 0 : UInt8(rawValue + 1) }
}

extension Shop.Service {
  /// The fault that takes it down.
  var down: Shop.Action? { [.inventoryDown, .paymentDown, .shippingDown, .notificationDown][rawValue] }
}
