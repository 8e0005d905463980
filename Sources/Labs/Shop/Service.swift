/// A service that an order calls, one per step of its saga.
public enum Service: UInt8, CaseIterable, Sendable, CustomStringConvertible {
  case inventory, payment, shipping, notification

  /// The service of a saga's step, counted from 1.
  init(step: Int) { self = Service(rawValue: UInt8(step - 1))! }

  var index: Int { Int(rawValue) }

  /// Its name in lower case.
  public var description: String {
    switch self {
    case .inventory: "inventory"
    case .payment: "payment"
    case .shipping: "shipping"
    case .notification: "notification"
    }
  }

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

/// One value for each service.
struct PerService<Value: Sendable & Equatable>: Sendable, Equatable {
  private var inventory: Value, payment: Value, shipping: Value, notification: Value

  init(_ inventory: Value, _ payment: Value, _ shipping: Value, _ notification: Value) {
    self.inventory = inventory
    self.payment = payment
    self.shipping = shipping
    self.notification = notification
  }

  subscript(service: Service) -> Value {
    // In place: a breaker is too large to be copied out and in at every call.
    _read {
      switch service {
      case .inventory: yield inventory
      case .payment: yield payment
      case .shipping: yield shipping
      case .notification: yield notification
      }
    }
    _modify {
      switch service {
      case .inventory: yield &inventory
      case .payment: yield &payment
      case .shipping: yield &shipping
      case .notification: yield &notification
      }
    }
  }
}
