extension LoadShedder: Codable {
  /// A shedder of these parts, as it gives them.
  public init(capacity: Double, threshold: Double, estimate: RateEstimate) {
    self.init(capacity: capacity, threshold: threshold)
    arrivals = estimate
  }

  private enum Key: CodingKey { case capacity, threshold, estimate }

  /// Decodes a shedder: its `capacity`, `threshold` and `estimate`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(capacity: parts[.capacity], threshold: parts[.threshold], estimate: parts[.estimate])
  }

  /// Encodes a shedder: its `capacity`, `threshold` and `estimate`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.capacity, capacity)
    try parts.set(.threshold, threshold)
    try parts.set(.estimate, arrivals)
  }
}
