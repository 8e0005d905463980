/// A pattern that is more than its public properties show, and can be taken apart, stored or sent, and put together
/// again.
///
/// Patterns whose properties are all of their state have an initialiser that takes these by name instead, as
/// ``GCRA/init(interval:burst:theoreticalArrival:)``. Either initialiser throws if no use of the pattern leads to the
/// parts, and decoding goes through it.
public protocol Storable {
  /// What a state consists of; `Codable` where all that it holds is.
  associatedtype Parts: Hashable & Sendable

  /// All that it takes to go on.
  var parts: Parts { get }

  /// A state of these parts; the error names the one that does not fit.
  init(_ parts: Parts) throws(InvalidState)
}

extension Storable where Parts: Codable {
  /// Decodes the parts and puts them together, with the same checks.
  public init(from decoder: any Decoder) throws {
    let parts = try Parts(from: decoder)
    self = try decoder.checked { try Self(parts) }
  }

  /// Encodes the parts.
  public func encode(to encoder: any Encoder) throws { try parts.encode(to: encoder) }
}

/// Parts that no state can consist of, and which of them: what an initialiser with checks throws.
///
/// Every pattern can be taken apart, stored, sent and put together again. Decoding goes through the same checks as
/// the initialisers and turns this error into a `DecodingError`, so that a damaged or forged document is refused
/// where it is read and cannot do harm later. The coded forms are part of the interface: keys are only ever added,
/// and what was written once can be read by later versions. Times are written in seconds ("1.5s"), collections in a
/// fixed order; an encoder that also sorts keys makes equal states equal documents.
public struct InvalidState: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and what was expected.
  public let description: String

  init(_ description: String) { self.description = description }

  /// Throws unless something holds that every state has.
  static func unless(_ holds: Bool, _ description: @autoclosure () -> String) throws(InvalidState) {
    if !holds { throw InvalidState(description()) }
  }
}

extension Decoder {
  /// Puts a state together and says where in the document its parts were, should they not fit.
  func checked<State>(_ assemble: () throws -> State) throws -> State {
    do { return try assemble() } catch let error as InvalidState {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: codingPath, debugDescription: error.description))
    }
  }
}
