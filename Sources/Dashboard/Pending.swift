/// A value that was asked for and that the run may not have yet.
///
/// The screen answers a key at once, before the run does. Snapshots that were under way show the value
/// before, or, after several quick keys, one in between; so a snapshot is believed when it agrees and no
/// older one can be under way any more, and in the end in any case.
struct Pending<Value: Equatable & Sendable>: Sendable {
  /// What was asked for.
  let value: Value
  private var snapshotsSeen = 0

  /// Something that was just asked for.
  init(_ value: Value) { self.value = value }

  /// What is still pending after a snapshot that shows `actual`.
  func after(_ actual: Value) -> Pending? {
    var next = self
    next.snapshotsSeen += 1
    let isSettled = next.snapshotsSeen >= (actual == value ? 3 : 60)
    return isSettled ? nil : next
  }
}
