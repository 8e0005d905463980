#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Student's t distribution with a whole number of degrees of freedom.
enum StudentT {
  /// The value that is exceeded in either direction with a chance of 5 %, to nine decimals; `degrees` is at least 1.
  ///
  /// Rounded, so that machines whose arctangents differ in the last bit write the same files.
  static func twoSided95(_ degrees: Int) -> Double {
    // The chance falls short at 1.9 and is enough at 13 for every number of degrees.
    var low = 1.9, high = 13.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if chanceWithin(middle, degrees) < 0.95 { low = middle } else { high = middle }
    }
    return ((low + high) / 2 * 1e9).rounded() / 1e9
  }

  /// The chance of a value between -t and t: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and
  /// 26.7.4.
  static func chanceWithin(_ t: Double, _ degrees: Int) -> Double {
    let root = Double(degrees).squareRoot()
    let angle = atan(t / root)
    let squared = Double(degrees) / (Double(degrees) + t * t)
    let sine = t / (Double(degrees) + t * t).squareRoot()
    let isOdd = !degrees.isMultiple(of: 2)
    var term = isOdd ? squared.squareRoot() : 1
    var sum = degrees == 1 ? 0 : term
    for factor in stride(from: isOdd ? 3 : 2, to: degrees, by: 2) {
      term *= squared * Double(factor - 1) / Double(factor)
      sum += term
    }
    return isOdd ? (angle + sine * sum) * 2 / .pi : sine * sum
  }
}

/// A mean over independent runs, and how sure it is.
struct MeanInterval: Sendable, Equatable {
  /// How many runs measured it.
  let count: Int
  /// Their mean; nil when there was none.
  let mean: Double?
  /// Half the width of the 95 % interval around the mean, by Student's t; nil below two runs.
  let halfWidth: Double?

  /// The mean of some figures; `quantile` is Student's t for one degree of freedom less than there are figures.
  init(_ values: [Double], quantile: (_ degrees: Int) -> Double = StudentT.twoSided95) {
    count = values.count
    guard count > 0 else {
      (mean, halfWidth) = (nil, nil)
      return
    }
    let mean = values.reduce(0, +) / Double(count)
    self.mean = mean
    guard count > 1 else {
      halfWidth = nil
      return
    }
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    halfWidth = quantile(count - 1) * (variance / Double(count)).squareRoot()
  }
}
