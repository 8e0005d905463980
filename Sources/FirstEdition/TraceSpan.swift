import Engine

/// What took time in a model, such as a call: an enum with trivial payloads, put into words only when somebody
/// reads it.
public protocol TraceSpanSet: Sendable {
  /// What it was; spans that are alike have the same name.
  var name: String { get }
  /// What it belongs to, for instance the number of an order: spans of one trace have the same.
  var trace: UInt64 { get }
  /// How it ended, in a word or two: `ok`, `timed out`.
  var outcome: String { get }
}

/// The spans of a model that has none.
public enum NoTraceSpans: TraceSpanSet {
  /// Never read.
  public var name: String { "" }
  /// Never read.
  public var trace: UInt64 { 0 }
  /// Never read.
  public var outcome: String { "" }
}

/// A span that has ended.
public struct TraceSpanEntry<Span: TraceSpanSet>: Sendable {
  /// What it was.
  public let span: Span
  /// From when until when.
  public let began: Instant, ended: Instant

  @inlinable
  init(_ span: Span, began: Instant, ended: Instant) {
    self.span = span
    self.began = began
    self.ended = ended
  }
}
