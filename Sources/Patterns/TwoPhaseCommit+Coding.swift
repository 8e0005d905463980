extension TwoPhaseCommit.Coordinator {
  /// The most participants of a coordinator that is put together of its parts, since a forged number would make
  /// `awaited` as long as it likes.
  public static var mostStored: Int { 1 << 20 }

  /// A coordinator of these parts, as it gives them: who has voted, and of a decision who has acknowledged it or voted
  /// no and need not be told.
  ///
  /// Throws if nothing that can happen leads to them, or if there are more participants than `mostStored`.
  public init(participants: Int, state: State, voted: Set<Int>, settled: Set<Int>, messages: Int) throws(InvalidState) {
    try InvalidState.unless(
      (1...Self.mostStored).contains(participants),
      "a coordinator that is stored has 1...\(Self.mostStored) participants, not \(participants)")
    self.init(participants: participants)
    self.state = state
    self.messages = messages
    self.voted = voted
    self.settled = settled
    for participant in voted.union(settled).sorted() {
      try InvalidState.unless(
        (0..<participants).contains(participant),
        "\(participants) participants are numbered from 0, not \(participant)")
    }
    try checkState()
    let least = state == .idle ? 0 : participants.adding(voted.count)
    try InvalidState.unless(messages >= least, "there were at least \(least) messages, not \(messages)")
  }

  private func checkState() throws(InvalidState) {
    let isUnanimous = voted.count == participants
    switch state {
    case .idle: try InvalidState.unless(voted.isEmpty && messages == 0, "nobody votes before the question")
    case .preparing: try InvalidState.unless(!isUnanimous, "with all votes there is a decision")
    case .decided(let decision):
      try InvalidState.unless(decision == .abort || isUnanimous, "a commit needs all votes")
      try InvalidState.unless(settled.count < participants, "what all have acknowledged is done")
      return
    case .done(let decision):
      try InvalidState.unless(decision == .abort || isUnanimous, "a commit needs all votes")
      try InvalidState.unless(settled.count == participants, "what is done was acknowledged by all")
      return
    }
    try InvalidState.unless(settled.isEmpty, "nobody acknowledges before the decision")
  }
}

extension TwoPhaseCommit.Coordinator: Codable {
  private enum Key: CodingKey { case participants, state, decision, voted, settled, messages }
  private enum Name: CaseIterable { case idle, preparing, decided, done }

  /// Decodes a coordinator, as in
  /// `{"participants": 2, "state": "decided", "decision": "abort", "voted": [0], "settled": [0], "messages": 4}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    let name: Name = try parts.name(.state)
    let state: State =
      switch name {
      case .idle: .idle
      case .preparing: .preparing
      case .decided: .decided(try parts.name(.decision))
      case .done: .done(try parts.name(.decision))
      }
    self = try decoder.checked {
      try Self(
        participants: parts[.participants], state: state, voted: parts[.voted], settled: parts[.settled],
        messages: parts[.messages])
    }
  }

  /// Encodes a coordinator, with those who have voted and those who are settled in ascending order.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.participants, participants)
    switch state {
    case .idle: try parts.set(.state, name: Name.idle)
    case .preparing: try parts.set(.state, name: Name.preparing)
    case .decided(let decision):
      try parts.set(.state, name: Name.decided)
      try parts.set(.decision, name: decision)
    case .done(let decision):
      try parts.set(.state, name: Name.done)
      try parts.set(.decision, name: decision)
    }
    try parts.set(.voted, voted.sorted())
    try parts.set(.settled, settled.sorted())
    try parts.set(.messages, messages)
  }
}

extension TwoPhaseCommit.Participant: Codable {
  private enum Name: CaseIterable { case working, prepared, committed, aborted }

  /// Decodes what it knows: `"working"`, `"prepared"`, `"committed"` or `"aborted"`.
  public init(from decoder: any Decoder) throws {
    let state: State =
      switch try Name(named: String(from: decoder), at: decoder.codingPath) {
      case .working: .working
      case .prepared: .prepared
      case .committed: .decided(.commit)
      case .aborted: .decided(.abort)
      }
    self.init(state: state)
  }

  /// Encodes what it knows: `"working"`, `"prepared"`, `"committed"` or `"aborted"`.
  public func encode(to encoder: any Encoder) throws {
    let name: Name =
      switch state {
      case .working: .working
      case .prepared: .prepared
      case .decided(.commit): .committed
      case .decided(.abort): .aborted
      }
    try "\(name)".encode(to: encoder)
  }
}
