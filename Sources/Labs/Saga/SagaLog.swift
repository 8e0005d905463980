import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// What the orchestrator writes down before it sends a command: enough to know after a crash where every saga is.
  struct SagaLog: Sendable {
    struct Entry: Sendable {
      let order: UInt32
      let serial: UInt32
      /// Nil: the saga began.
      let input: Saga.Input?
    }

    private(set) var entries = SegmentedLog<Entry>()
    private(set) var written = 0

    mutating func append(_ order: UInt32, _ serial: UInt32, _ input: Saga.Input?) {
      entries.append(Entry(order: order, serial: serial, input: input))
      written += 1
    }

    /// Drops what belongs to orders that are over, as far as nothing older is still open.
    mutating func trim(while isOver: (Entry) -> Bool) {
      var index = entries.startIndex
      while index < entries.endIndex, isOver(entries[index]) { index += 1 }
      entries.trim(before: index)
    }
  }
}
