import Testing

/// A state comes back from its document as it was, and gives the same document again.
func expectRoundTrip<State: Codable & Equatable>(
  _ original: State, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let text = try document(original)
  let copy = try state(State.self, text)
  #expect(copy == original, "\(text)", sourceLocation: sourceLocation)
  #expect(try document(copy) == text, sourceLocation: sourceLocation)
}

/// A document that was damaged at random is refused by a `DecodingError`, or describes a state that can be used and
/// coded like any other. Returns how many were refused.
@discardableResult
func expectDamageIsHarmless<State: Codable & Equatable>(
  _ original: State, _ chance: inout Chance, times: Int = 25,
  sourceLocation: SourceLocation = #_sourceLocation,
  use: (inout State) throws -> Void
) throws -> Int {
  let intact = try state(JSON.self, try document(original))
  var refused = 0
  for _ in 0..<times {
    var damaged = intact
    for _ in 0...chance.below(3) { damaged.damage(&chance) }
    do {
      var read = try state(State.self, try document(damaged))
      try expectRoundTrip(read, sourceLocation: sourceLocation)
      try use(&read)
      try expectRoundTrip(read, sourceLocation: sourceLocation)
    } catch is DecodingError { refused += 1 }
  }
  return refused
}

/// These documents are refused, each by a `DecodingError` whose text contains what is given with it.
func expectRefused<State: Decodable>(
  _ type: State.Type, _ documents: KeyValuePairs<String, String>,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (text, reason) in documents {
    let error = #expect(throws: DecodingError.self, "\(text)", sourceLocation: sourceLocation) {
      try state(type, text)
    }
    if let error {
      #expect("\(error)".contains(reason), "\(text): \(error)", sourceLocation: sourceLocation)
    }
  }
}
