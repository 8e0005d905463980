import Engine
import FirstEdition

extension CounterLab {
  /// What takes time: a message on its way.
  public enum TraceSpan: TraceSpanSet {
    /// A message, from where it was sent to where it arrived or could not.
    case message(number: UInt64, from: Int, to: Int, hasArrived: Bool)

    /// `A to B`.
    public var name: String {
      switch self {
      case .message(_, let from, let to, _): "\(CounterLab.name(from)) to \(CounterLab.name(to))"
      }
    }

    /// The message's number; a copy has the same.
    public var trace: UInt64 {
      switch self {
      case .message(let number, _, _, _): number
      }
    }

    /// `arrived` or `lost`.
    public var outcome: String {
      switch self {
      case .message(_, _, _, let hasArrived): hasArrived ? "arrived" : "lost"
      }
    }
  }
}
