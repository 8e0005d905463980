extension Saga {
  /// What is to be done next, as after a restart; nil before the start.
  ///
  /// Store a saga before its command is carried out: then this command may have been carried out, but none after it.
  public var pending: Command? {
    switch phase {
    case .idle: nil
    case .running: .execute(step)
    case .compensating: .compensate(step)
    case .waiting: .retryCompensation(step)
    case .completed: .complete
    case .compensated: .fail
    }
  }

  /// A saga of these parts, as it gives them; throws if nothing that can happen leads to them.
  public init(
    steps: Int, state: State, failedStep: Int? = nil, isFailedStepInDoubt: Bool = false, retries: Int = 0
  ) throws(InvalidState) {
    self.init(steps: steps)
    (phase, step) =
      switch state {
      case .idle: (.idle, 0)
      case .running(let step): (.running, step)
      case .compensating(let step): (.compensating, step)
      case .waiting(let step): (.waiting, step)
      case .completed: (.completed, max(0, steps))
      case .compensated: (.compensated, 0)
      }
    failed = failedStep ?? 0
    isInDoubt = isFailedStepInDoubt
    try InvalidState.unless((0...Int(UInt32.max)).contains(retries), "retries are a count, not \(retries)")
    repeated = UInt32(retries)
    try failedStep == nil ? checkForward() : checkBackward()
  }

  private func checkForward() throws(InvalidState) {
    switch phase {
    case .idle, .completed: break
    case .running:
      try InvalidState.unless(step >= 1 && step <= steps, "a saga of \(steps) steps does not execute step \(step)")
    case .compensating, .waiting, .compensated: throw InvalidState("a saga that goes back has a step that failed")
    }
    try InvalidState.unless(repeated == 0 && !isInDoubt, "only a saga that goes back has retries and doubts")
  }

  private func checkBackward() throws(InvalidState) {
    try InvalidState.unless(failed >= 1 && failed <= steps, "in a saga of \(steps) steps no step \(failed) fails")
    switch phase {
    case .idle, .running, .completed: throw InvalidState("a saga with a step that failed goes back")
    case .compensating, .waiting:
      try InvalidState.unless(step >= 1 && step <= firstUndone, "step \(step) is not undone when step \(failed) fails")
    case .compensated: break
    }
    try InvalidState.unless(phase != .waiting || repeated > 0, "a saga that waits has tried once")
    try InvalidState.unless(firstUndone > 0 || repeated == 0, "what was never undone was not tried again")
  }
}

extension Saga: Codable {
  private enum Key: CodingKey { case steps, state, step, failedStep, isFailedStepInDoubt, retries }
  private enum Name: CaseIterable { case idle, running, compensating, waiting, completed, compensated }

  /// Decodes a saga, as in `{"steps": 4, "state": "running", "step": 2}`, with `failedStep`, `isFailedStepInDoubt` and
  /// `retries` where it goes back.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    let name: Name = try parts.name(.state)
    let state: State =
      switch name {
      case .idle: .idle
      case .running: try .running(step: parts[.step])
      case .compensating: try .compensating(step: parts[.step])
      case .waiting: try .waiting(step: parts[.step])
      case .completed: .completed
      case .compensated: .compensated
      }
    self = try decoder.checked {
      try Saga(
        steps: parts[.steps], state: state, failedStep: parts[ifPresent: .failedStep],
        isFailedStepInDoubt: parts[ifPresent: .isFailedStepInDoubt] ?? false,
        retries: parts[ifPresent: .retries] ?? 0)
    }
  }

  /// Encodes a saga, as in `{"steps": 4, "state": "running", "step": 2}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.steps, steps)
    let (name, step): (Name, Int?) =
      switch state {
      case .idle: (.idle, nil)
      case .running(let step): (.running, step)
      case .compensating(let step): (.compensating, step)
      case .waiting(let step): (.waiting, step)
      case .completed: (.completed, nil)
      case .compensated: (.compensated, nil)
      }
    try parts.set(.state, name: name)
    try parts.set(.step, ifPresent: step)
    guard let failedStep else { return }
    try parts.set(.failedStep, failedStep)
    try parts.set(.isFailedStepInDoubt, isFailedStepInDoubt)
    try parts.set(.retries, retries)
  }
}

extension SagaParticipant: Codable {
  /// A participant that has done this; every state is one that it can be in.
  public init(state: State) { self.state = state }

  /// Decodes the name of the state, as in `"done"`.
  public init(from decoder: any Decoder) throws {
    self.init(state: try State(named: String(from: decoder), at: decoder.codingPath))
  }

  /// Encodes the name of the state, as in `"done"`.
  public func encode(to encoder: any Encoder) throws { try "\(state)".encode(to: encoder) }
}
