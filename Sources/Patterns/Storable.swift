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
