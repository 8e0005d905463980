import Engine
import FirstEdition

extension BulkheadLab {
  /// What the keys do.
  public enum Action: String, ActionSet {
    case slow = "vendor.slow"
    case dead = "vendor.dead"
    case burst = "tenant.burst"

    /// Key, title and kind.
    public var declaration: ActionDeclaration {
      switch self {
      case .slow:
        .fault("v", "vendor slow", "The payment vendor takes as many times as long as the knob says.")
      case .dead:
        .fault("d", "vendor dead", "The payment vendor answers nothing: every call hangs until its timeout.")
      case .burst: .fault("u", "tenant A bursts", "Tenant A sends ten times as many payments as the others.")
      }
    }
  }

  /// Which faults are injected, each with the note of the key that did it.
  struct Faults: Sendable {
    var slow: NoteID?
    var dead: NoteID?
    var burst: NoteID?

    /// The note that explains why threads hang or pools are full; nil while nothing is wrong.
    var cause: NoteID? { dead ?? slow ?? burst }
  }

  /// Does what a key asks for.
  public mutating func act(_ action: Action, _ isOn: Bool, _ context: inout Context<BulkheadLab>) {
    let note = isOn ? context.input : nil
    switch action {
    case .slow: faults.slow = note
    case .dead: faults.dead = note
    case .burst:
      faults.burst = note
      turnSources(&context)
    }
    if isOn { signs.broke = context.input }
  }

  /// Takes over changed knobs: calls keep their timeout, those in line their patience, and both the pool they came to.
  public mutating func turn(_ knobs: Knobs, _ context: inout Context<BulkheadLab>) {
    let before = self.knobs
    self.knobs = knobs
    signs.turned = context.input
    if Service.allCases.contains(where: { before.rate($0) != knobs.rate($0) }) { turnSources(&context) }
    for pool in pools.indices {
      pools[pool].adopt(knobs, pool)
      while let next = pools[pool].bulkhead.admitNext(at: context.now.duration) {
        begin(UInt32(next), &context)
      }
    }
    raiseCeilings()
  }

  private mutating func turnSources(_ context: inout Context<BulkheadLab>) {
    for index in sources.indices {
      let rate =
        Service(rawValue: index).map { knobs.rate($0) }
        ?? (faults.burst == nil ? 0 : knobs.paymentRate * Self.burstFactor)
      guard rate != sources[index].rate else { continue }
      if let due = sources[index].turn(rate: rate, context) {
        context.schedule(.arrival(UInt32(index), sources[index].generation), at: due)
      }
    }
  }
}
