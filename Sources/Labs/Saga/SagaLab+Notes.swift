import LabKit
import Patterns

extension SagaLab {
  /// What is told; orders are named by their numbers, steps counted from 1 and rows from 0.
  enum Note: NoteKind {
    case began(UInt32, Mode, row: Int), stepBegins(UInt32, Int), stepDone(UInt32, Int)
    case stepRefused(UInt32, Int), undoBegins(UInt32, Int), undoDone(UInt32, Int)
    case undoFails(UInt32, Int, times: Int), doubled(UInt32, Int, times: Int)
    case completed(UInt32), undone(UInt32, compensations: Int), halfDone(UInt32, Int), gaveUp(UInt32)
    case decided(UInt32, TwoPhaseCommit.Decision)
    case dirtyRead(UInt32, row: Int), lostUpdate(UInt32, row: Int, Int, isTold: Bool), blocked(Int)
    case refusedFull, nothingToUndo, undoStuck(Int), undoMoves, compared(Comparison)
    case refusedDown, crashed(Mode, Int), recovered(Int, entries: Int)
    case repeated(UInt32, Message), messageLost(UInt32, Message, isByKey: Bool), messageDoubled(UInt32, Message)

    func write(to writer: inout NoteWriter) {
      writer.about(Topic.order)
      switch self {
      case .began(let order, let mode, let row):
        writer.detail("Order \(order) begins on row \(row + 1), \(mode.rawValue).")
      case .stepBegins(let order, let step): writer.detail("Order \(order): \(stepNames[step - 1]).")
      case .stepDone(let order, let step):
        writer.observation("Order \(order): step \(step), \(stepNames[step - 1]), is done.")
      case .stepRefused(let order, let step):
        writer.headline("Order \(order) fails at step \(step), \(stepNames[step - 1]).")
      case .undoBegins(let order, let step): writer.observation("Order \(order): \(undoNames[step - 1]).")
      case .undoDone(let order, let step): writer.observation("Order \(order): step \(step) is undone.")
      case .undoFails(let order, let step, let times):
        writer.observation("Order \(order): \(undoNames[step - 1]) failed \(times.of("time")); it is tried again.")
      case .doubled(let order, let step, let times):
        writer.headline("Order \(order): a repeat taken as new, \(stepNames[step - 1]) done \(times.of("time")).")
      case .completed(let order): writer.observation("Order \(order) is complete.")
      case .undone(let order, 0): writer.headline("Order \(order) has failed and nothing is left of it.")
      case .undone(let order, let count):
        writer.headline("Order \(order) has failed and undone what it did: \(count.of("compensation")).")
      case .halfDone(let order, let count):
        writer.headline("Order \(order) failed and leaves \(count.of("step")) behind that nobody undoes.")
      case .gaveUp(let order):
        writer.observation("Order \(order): no answer, the caller gives up and does not know what was done.")
      case .decided(let order, .commit):
        writer.observation("Order \(order): all voted yes, the coordinator decides to commit.")
      case .decided(let order, .abort): writer.observation("Order \(order): the coordinator decides to abort.")
      case .dirtyRead(let order, let row):
        writer.observation(Topic.rows, "Order \(order) reads row \(row + 1) before a change is final: a dirty read.")
      case .lostUpdate(let order, let row, let lost, let isTold):
        writer.put(isTold ? .headline : .observation, Topic.rows.rawValue) {
          "Order \(order) writes row \(row + 1)'s old value back over \(lost.of("update")) of others."
        }
      case .blocked(let count):
        writer.headline(Topic.rows, "In doubt: \(count.of("participant")) voted yes; locks stay until it is back.")
      case .refusedFull: writer.repeated(Topic.orders, "An order is turned away: too many are under way.")
      case .nothingToUndo:
        writer.observation(
          Topic.orders, "0 orders are being undone: what fails from now on, with 1 to 5, stays half undone.")
      case .compared(let means):
        writer.headline(Topic.rows, means.sentence)
      case .undoStuck(let count):
        writer.headline(Topic.orders, "Undoing fails for \(count.of("order")): it is tried again until it succeeds.")
      case .undoMoves:
        writer.headline(Topic.orders, "Undoing works again: what waited is tried once more and succeeds.")
      case .refusedDown: writer.repeated(Topic.messages, "An order is turned away: there is no coordinator.")
      case .crashed(let mode, let count): writer.headline(Topic.messages, mode.crash(count))
      case .recovered(let count, let entries):
        writer.headline(
          Topic.messages, "The coordinator is back: reads \(entries) of its log, resumes \(count.of("order")).")
      case .repeated(let order, let message):
        writer.observation(Topic.messages, "Order \(order): no answer, so \(message.words) is sent again.")
      case .messageLost(let order, let message, let isByKey):
        writer.about(Topic.messages)
        writer.headline(if: isByKey, "Order \(order): \(message.words) is lost.")
      case .messageDoubled(let order, let message):
        writer.headline(Topic.messages, "Order \(order): \(message.words) arrives twice.")
      }
    }
  }

  /// Sets the gauges, tells what has changed on the whole, and drops from the log what is over.
  mutating func sample(_ context: inout Context<Self>) {
    census = counted
    context.set(.ordersForward, Double(census.forward))
    context.set(.ordersBackward, Double(census.backward))
    context.set(.locksHeld, Double(locks.count { $0.holder != nil }))
    context.set(.locksBlocked, Double(census.blocked))
    let count = census.stuck, fault = context.cause(.compensationFails)
    // It is told while the fault is there, and is over when it is healed and nothing waits any more.
    let isStuck = fault != .chance ? count > 0 || stuck.isOn : count > 0 && stuck.isOn
    context.tell(&stuck, isStuck, rose: .undoStuck(count), fell: .undoMoves, cause: fault)
    if comparison.isReady {
      context.note(.compared(comparison), cause: context.input)
      comparison.isTold = true
    }
    let log = coordinator.log
    let kept = (log.startIndex..<log.endIndex).first {
      orders[log[$0].order].serial == log[$0].serial && !orders[log[$0].order].isOver
    }
    coordinator.log.trim(before: kept ?? log.endIndex)
  }
}

extension SagaLab.Mode {
  /// What the crash of a coordinator means.
  fileprivate func crash(_ count: Int) -> String {
    switch self {
    case .orchestrated: "The orchestrator crashes in \(count.of("saga")), whose rows stay free."
    case .choreographed: "The coordinator crashes, and services that talk to each other go on."
    case .twoPhase: "The coordinator crashes in \(count.of("transaction")); the prepared keep locks."
    case .none: "The caller crashes in \(count.of("order")), of which nobody else knows."
    }
  }
}
