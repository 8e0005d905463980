// What the coded forms have in common: typed keys, times as text, numbers that JSON does not have, and cases by name.

extension KeyedDecodingContainer {
  subscript<Value: Decodable>(key: Key) -> Value { get throws { try decode(Value.self, forKey: key) } }

  subscript(key: Key) -> Duration { get throws { try decode(CodedTime.self, forKey: key).time } }

  subscript(key: Key) -> Double { get throws { try decode(CodedNumber.self, forKey: key).number } }

  subscript<Value: Decodable>(ifPresent key: Key) -> Value? {
    get throws { try decodeIfPresent(Value.self, forKey: key) }
  }

  subscript(ifPresent key: Key) -> Duration? {
    get throws { try decodeIfPresent(CodedTime.self, forKey: key)?.time }
  }

  /// The case of this name.
  func name<Name: CaseIterable>(_ key: Key) throws -> Name {
    try Name(named: decode(String.self, forKey: key), at: codingPath + [key])
  }
}

extension KeyedEncodingContainer {
  mutating func set(_ key: Key, _ value: some Encodable) throws { try encode(value, forKey: key) }

  mutating func set(_ key: Key, _ time: Duration) throws { try encode(CodedTime(time), forKey: key) }

  mutating func set(_ key: Key, _ number: Double) throws {
    try encode(CodedNumber(number: number), forKey: key)
  }

  mutating func set(_ key: Key, ifPresent value: (some Encodable)?) throws {
    try encodeIfPresent(value, forKey: key)
  }

  mutating func set(_ key: Key, ifPresent time: Duration?) throws {
    try encodeIfPresent(time.map(CodedTime.init), forKey: key)
  }

  mutating func set(_ key: Key, name: some CaseIterable) throws { try encode("\(name)", forKey: key) }
}

extension CaseIterable {
  init(named name: String, at path: [any CodingKey]) throws {
    guard let match = Self.allCases.first(where: { "\($0)" == name }) else {
      let names = Self.allCases.map { "\($0)" }.joined(separator: ", ")
      throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: "\"\(name)\" is none of \(names)"))
    }
    self = match
  }
}

/// A number as it stands in documents: JSON knows neither infinity nor NaN, so these are names.
struct CodedNumber: Codable {
  let number: Double

  init(number: Double) { self.number = number }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let number = try? value.decode(Double.self) {
      self.number = number
    } else {
      let name = try value.decode(String.self)
      guard let number = Double(name), !number.isFinite else {
        throw DecodingError.dataCorruptedError(
          in: value, debugDescription: "\"\(name)\" is no number, nor \"inf\", \"-inf\" or \"nan\"")
      }
      self.number = number
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    if number.isFinite { try value.encode(number) } else { try value.encode("\(number)") }
  }
}

extension InvalidState {
  /// Throws unless a count is one that so many steps could have led to, and as many again could not overflow.
  static func unlessCount(_ count: Int, _ what: String) throws(InvalidState) {
    try unless((0...Int.max / 2).contains(count), "\(what) is a count, not \(count)")
  }
}
