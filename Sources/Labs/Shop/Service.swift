import Engine
import LabKit

/// A service that an order calls, one per step of its saga.
enum Service: Int, Label {
  case inventory, payment, shipping, notification

  /// The service of a saga's step, counted from 1.
  init(step: Int) { self = Service(rawValue: step - 1)! }

  /// What its step of the saga does.
  var step: String {
    switch self {
    case .inventory: "reserve inventory"
    case .payment: "charge payment"
    case .shipping: "create shipment"
    case .notification: "confirm order"
    }
  }

  /// What undoes its step.
  var compensation: String {
    switch self {
    case .inventory: "release reservation"
    case .payment: "refund payment"
    case .shipping: "cancel shipment"
    case .notification: "mark failed"
    }
  }
}

// Always inlined: as a call it would copy the whole context, which the caller holds `inout`.
extension Context<Shop> {
  /// The note that explains why a service fails or is slow now.
  @inline(__always)
  func cause(of service: Service) -> NoteID {
    switch service {
    case .payment:
      let down = cause(.paymentDown)
      return down == .chance ? cause(.paymentSlow) : down
    case .inventory: return cause(.inventoryDown)
    case .shipping: return cause(.shippingDown)
    case .notification: return .chance
    }
  }

  @inline(__always)
  func isDown(_ service: Service) -> Bool {
    switch service {
    case .payment: isOn(.paymentDown)
    case .inventory: isOn(.inventoryDown)
    case .shipping: isOn(.shippingDown)
    case .notification: false
    }
  }

  @inline(__always)
  var isControlPlaneUp: Bool { !isOn(.controlPlaneDown) }
}
