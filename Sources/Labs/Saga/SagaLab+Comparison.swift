import Engine
import Grid
import LabKit

extension SagaLab {
  /// What an order costs as a saga and in two-phase commit, once both were run: for how long its row is locked, and how
  /// many messages it takes.
  struct Comparison: Hashable, Sendable {
    /// Of completed orders of one mode.
    struct Costs: Hashable, Sendable {
      var orders = 0, messages = 0, holds = 0, held = Interval.zero

      var messagesEach: Int { Int((Double(messages) / Double(max(1, orders))).rounded()) }
      var holdSeconds: Double { held.seconds / Double(max(1, holds)) }
    }
    var saga = Costs(), twoPhase = Costs(), isTold = false

    /// Two orders of a kind may be a chance.
    static let enough = 5
    var isReady: Bool { !isTold && min(saga.orders, saga.holds, twoPhase.orders, twoPhase.holds) >= Self.enough }

    mutating func add(_ mode: Mode, _ change: (inout Costs) -> Void) {
      switch mode {
      case .orchestrated, .choreographed: change(&saga)
      case .twoPhase: change(&twoPhase)
      case .none: break
      }
    }

    var sentence: String {
      let (one, other) = (Figure.seconds(twoPhase.holdSeconds), Figure.seconds(saga.holdSeconds))
      return
        "2PC locks a row for \(one), a saga \(other); \(twoPhase.messagesEach) messages against \(saga.messagesEach)."
    }
  }
}
