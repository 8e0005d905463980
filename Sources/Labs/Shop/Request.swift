import Engine
import LabKit
import Patterns

extension Shop {
  /// An admitted request on its way through the shop; a P0 request is an order and carries its saga.
  struct Request: Sendable {
    /// The number that its random draws are keyed by: the arrival's, or one far above for orders run by hand.
    let number: UInt64, kind: Shop.Class
    let arrived: Instant
    /// The note that its fate is put down to.
    var cause: NoteID = .chance
    /// The pool in which it has a permit, had one, or waits for one.
    var pool = Shop.PoolName.shared

    // From here on for orders only.

    /// The order's number, counted from 0 in the order in which sagas began.
    var serial: UInt32 = 0
    var saga = Saga(steps: Service.allCases.count)
    /// Bit k is set while step k + 1 is done and not undone: kept apart from the saga, to check it.
    var doneSteps: UInt8 = 0
    /// The step that is refused by hand, counted from 1; 0 for none.
    var refusedStep: UInt8 = 0
    var isTraced = false
    /// Whether failures are compensated: the saga knob as it was when the order began.
    var hasSaga = true
    var setbacks: UInt16 = 0
    var call = Call()

    /// The call of a step, or of what undoes it: which attempt it is, when that began, what it will come back with.
    struct Call: Sendable {
      var service = Service.inventory, undoes = false, attempt: UInt16 = 0
      var began: Instant = .start
      var failure: Mesh.Failure?
      var permit: CircuitBreaker.Permit?
    }
  }

  /// The classes of requests, the most important first.
  enum Class: Int, Label {
    case p0, p1, p2

    var priority: LoadShedder.Priority { LoadShedder.Priority(rawValue: UInt8(rawValue))! }
  }

  /// A pool of permits that a request, or a call to payment, holds while it is worked on. The shared one serves only
  /// while bulkheads are off.
  enum PoolName: Int, Label {
    case orders, analytics, shared, payment

    var pool: Pool {
      switch self {
      case .orders: Pool(size: 50, line: 200)
      case .analytics: Pool(size: 5, line: 50)
      case .shared: Pool(size: 75, line: 250)
      // A short line only, since whoever waits here holds a permit for orders too.
      case .payment: Pool(size: 20, line: 5)
      }
    }
  }

  /// A service that an order calls, one per step of its saga.
  enum Service: Int, Label {
    case inventory, payment, shipping, notification

    /// The service of a saga's step, counted from 1.
    init(step: Int) { self = Service(rawValue: step - 1)! }

    var step: String { ["reserve inventory", "charge payment", "create shipment", "confirm order"][rawValue] }
    var compensation: String { ["release reservation", "refund payment", "cancel shipment", "mark failed"][rawValue] }
  }
}
