import Engine
import FirstEdition

extension SagaLab {
  /// Sets the gauges, tells what has changed on the whole, and checks the laws about a state.
  public mutating func observe(_ context: inout Context<SagaLab>) {
    context.set(.ordersForward, Double(tally.forward))
    context.set(.ordersBackward, Double(tally.backward))
    context.set(.locksHeld, Double(rows.heldCount))
    context.set(.locksBlocked, Double(coordinator.isUp ? 0 : blockedCount))
    tellStuck(&context)
    let orders = self.orders
    coordinator.log.trim { entry in
      !orders[entry.order].isAlive || orders[entry.order].serial != entry.serial || orders[entry.order].isOver
    }
    auditState(&context)
  }

  /// Participants that are prepared and wait.
  var blockedCount: Int {
    var count = 0
    for slot in 0..<UInt32(orders.slots)
    where orders[slot].isAlive && !orders[slot].isOver && orders[slot].mode == .twoPhase {
      count += orders[slot].members.count { $0.isBlocked }
    }
    return count
  }

  private mutating func tellStuck(_ context: inout Context<SagaLab>) {
    guard faults.compensationFails != nil || audit.wasStuck else { return }
    let stuck = (0..<UInt32(orders.slots)).count {
      orders[$0].isAlive && !orders[$0].isOver && orders[$0].setbacks > 0
    }
    if let fault = faults.compensationFails, stuck > 0, !audit.wasStuck {
      audit.wasStuck = true
      audit.stuckNote = context.note(.undoStuck(stuck), cause: fault)
    } else if audit.wasStuck, faults.compensationFails == nil, stuck == 0 {
      audit.wasStuck = false
      context.note(.undoMoves, cause: audit.stuckNote)
    }
  }
}

extension SagaLab.RowLocks {
  /// How many locks are held.
  var heldCount: Int { locks.count { $0.holder != nil } }
}
