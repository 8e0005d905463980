import Engine
import FirstEdition

extension SagaLab {
  /// What takes time for an order: the whole of it, waiting for a row, and the work of a service.
  public enum TraceSpan: TraceSpanSet {
    /// An order, from its arrival until nobody waits for anything any more.
    case order(serial: UInt32, Mode, outcome: String)
    /// A request stands in line for the row that its service must lock.
    case wait(serial: UInt32, step: Int)
    /// A service does its step.
    case step(serial: UInt32, step: Int, isDone: Bool)
    /// A service undoes its step.
    case undo(serial: UInt32, step: Int, isDone: Bool)

    /// `order`, `charge card`, `refund card`, `charge card waits for its row`.
    public var name: String {
      switch self {
      case .order: "order"
      case .wait(_, let step): "\(SagaLab.shortNames[step - 1]) waits for its row"
      case .step(_, let step, _): SagaLab.stepNames[step - 1]
      case .undo(_, let step, _): SagaLab.undoNames[step - 1]
      }
    }

    /// The order's number.
    public var trace: UInt64 {
      switch self {
      case .order(let serial, _, _), .wait(let serial, _), .step(let serial, _, _), .undo(let serial, _, _):
        UInt64(serial)
      }
    }

    /// `completed`, `refused`, `fails` and so on.
    public var outcome: String {
      switch self {
      case .order(_, let mode, let outcome): "\(outcome), \(mode.rawValue)"
      case .wait: "locked"
      case .step(_, _, let isDone): isDone ? "ok" : "refused"
      case .undo(_, _, let isDone): isDone ? "ok" : "fails"
      }
    }
  }

  /// A service has done with a request.
  ///
  /// Mutating although it changes nothing: otherwise it would copy the whole lab each time.
  mutating func traceWork(
    _ id: UInt32, _ answer: Parcel.Kind?, _ context: inout Context<SagaLab>
  ) {
    let (slot, step) = (parcels[id].order, parcels[id].step)
    let serial = orders[slot].serial
    if parcels[id].kind == .compensate {
      context.trace(.undo(serial: serial, step: step, isDone: answer != .setback), since: parcels[id].began)
    } else {
      context.trace(.step(serial: serial, step: step, isDone: answer == .executed), since: parcels[id].began)
    }
  }
}
