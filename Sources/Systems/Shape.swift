import Engine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How times are spread around their mean: a name, and for some the coefficient of variation (deviation / mean).
struct Shape: Sendable, Equatable {
  enum Kind: String, CaseIterable, Sendable {
    case constant, exponential, uniform, erlang, normal, lognormal, hyperexponential
  }

  var kind = Kind.constant
  /// What the kind needs: half a width, a number of stages, a deviation, or the chance of the quick branch.
  private var parameter = 0.0
  /// The coefficient of variation.
  var variation = 0.0

  /// Nil when no such times are spread like that.
  init?(_ kind: Kind, variation cv: Double?) {
    self.kind = kind
    switch kind {
    case .constant, .exponential:
      guard cv == nil else { return nil }
      variation = kind == .constant ? 0 : 1
    case .uniform:
      guard let cv, cv <= 0.57735 else { return nil }
      (variation, parameter) = (cv, cv * 3.squareRoot())
    case .erlang:
      guard let cv, cv >= 0.1, cv <= 1 else { return nil }
      (variation, parameter) = (cv, (1 / (cv * cv)).rounded())
    case .normal:
      guard let cv, cv <= 0.5 else { return nil }
      (variation, parameter) = (cv, cv)
    case .lognormal:
      guard let cv, cv <= 100 else { return nil }
      (variation, parameter) = (cv, log(1 + cv * cv).squareRoot())
    case .hyperexponential:
      // Two exponential branches with balanced means.
      guard let cv, cv >= 1, cv <= 100 else { return nil }
      let square = cv * cv
      (variation, parameter) = (cv, (1 + ((square - 1) / (square + 1)).squareRoot()) / 2)
    }
  }

  static let constant = Shape(.constant, variation: nil)!

  /// One value in units of the mean.
  func factor(_ draw: inout Draw) -> Double {
    switch kind {
    case .constant: return 1
    case .exponential: return draw.exponential()
    case .uniform: return 1 + parameter * (2 * draw.uniform() - 1)
    case .erlang:
      var sum = 0.0
      for _ in 0..<Int(parameter) { sum += draw.exponential() }
      return sum / parameter
    case .normal: return abs(1 + parameter * draw.normal())
    case .lognormal: return exp(parameter * draw.normal() - parameter * parameter / 2)
    case .hyperexponential:
      let isQuick = draw.uniform() < parameter
      return draw.exponential() / (2 * (isQuick ? parameter : 1 - parameter))
    }
  }
}

/// How work slows down while a server is busy: by its utilization, from 0 to 1, its own slot included.
enum Slowing: Sendable, Equatable {
  case none
  /// 1 + by x utilization ^ power.
  case power(by: Double, power: Double)
  /// e ^ (by x utilization).
  case exponential(by: Double)

  func factor(_ utilization: Double) -> Double {
    switch self {
    case .none: 1
    case .power(let by, let power): 1 + by * pow(utilization, power)
    case .exponential(let by): exp(by * utilization)
    }
  }
}

/// Which keys requests have: each by its share, in one look-up (Walker's alias method).
struct KeyUse: Sendable {
  let count: Int
  private let cuts: ContiguousArray<Float>, aliases: ContiguousArray<Int32>
  /// The share of each key; they sum up to 1.
  let shares: ContiguousArray<Double>

  init(weights: [Double]) {
    let sum = weights.reduce(0, +)
    count = weights.count
    shares = ContiguousArray(weights.map { $0 / sum })
    var scaled = shares.map { $0 * Double(weights.count) }
    var cuts = ContiguousArray<Float>(repeating: 1, count: count)
    var aliases = ContiguousArray<Int32>(repeating: 0, count: count)
    var small = scaled.indices.filter { scaled[$0] < 1 }, large = scaled.indices.filter { scaled[$0] >= 1 }
    while let less = small.popLast(), let more = large.popLast() {
      cuts[less] = Float(scaled[less])
      aliases[less] = Int32(more)
      scaled[more] -= 1 - scaled[less]
      if scaled[more] < 1 { small.append(more) } else { large.append(more) }
    }
    (self.cuts, self.aliases) = (cuts, aliases)
  }

  func key(_ draw: inout Draw) -> Int {
    let key = draw.below(count)
    return Float(draw.uniform()) < cuts[key] ? key : Int(aliases[key])
  }
}

/// How a rate changes over time: parts of it at some times, joined by lines.
struct Course: Sendable {
  let points: [(at: Double, part: Double)]
  /// After how many seconds it begins again; nil when the last point stays.
  let period: Double?

  func part(at seconds: Double) -> Double {
    let time = period.map { seconds.truncatingRemainder(dividingBy: $0) } ?? seconds
    guard let after = points.firstIndex(where: { $0.at > time }) else { return points.last?.part ?? 1 }
    guard after > 0 else { return points[0].part }
    let (left, right) = (points[after - 1], points[after])
    return left.part + (right.part - left.part) * (time - left.at) / (right.at - left.at)
  }
}
