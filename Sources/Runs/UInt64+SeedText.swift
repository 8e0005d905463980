import Diagnostics
import LabKit

extension UInt64 {
  /// The seed that a text means: a whole number, decimal or hexadecimal with `0x` in front.
  public init(seedText text: String) throws(BadInput) {
    let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
    let digits = isHexadecimal ? text.dropFirst(2) : text[...]
    // The standard library would take a sign too.
    guard digits.first?.isHexDigit == true, let seed = UInt64(digits, radix: isHexadecimal ? 16 : 10) else {
      throw BadInput("'\(text.printable)' is no seed; it is a whole number from 0 to \(UInt64.max), such as 42 or 0x2A")
    }
    self = seed
  }
}
