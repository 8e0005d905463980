import Foundation
import Grid

extension Color {
  /// A colour written as `#rrggbb`; nil for anything else.
  public init?(hexadecimal text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 7, digits[0] == UInt8(ascii: "#") else { return nil }
    let values = digits.dropFirst().compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard values.count == 6 else { return nil }
    self.init(UInt8(values[0] * 16 + values[1]), UInt8(values[2] * 16 + values[3]), UInt8(values[4] * 16 + values[5]))
  }

  /// The amounts of light, 0 to 1 a channel.
  public var light: (red: Double, green: Double, blue: Double) {
    (Color.light(red), Color.light(green), Color.light(blue))
  }

  private static func light(_ channel: UInt8) -> Double {
    let value = Double(channel) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  /// The relative luminance of the Web Content Accessibility Guidelines, 0 to 1.
  public var luminance: Double {
    let light = light
    return 0.2126 * light.red + 0.7152 * light.green + 0.0722 * light.blue
  }

  /// The contrast of the same guidelines, 1 to 21; the same whichever of the two is in front.
  public func contrast(with other: Color) -> Double {
    let (darker, lighter) = (min(luminance, other.luminance), max(luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)
  }

  /// How different two colours look: their distance in the Oklab space, where 1 is from black to white.
  public func difference(from other: Color) -> Double {
    let (a, b) = (Color.oklab(light), Color.oklab(other.light))
    return zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  private static func oklab(_ light: (red: Double, green: Double, blue: Double)) -> [Double] {
    let l = cbrt(0.4122214708 * light.red + 0.5363325363 * light.green + 0.0514459929 * light.blue)
    let m = cbrt(0.2119034982 * light.red + 0.6806995451 * light.green + 0.1073969566 * light.blue)
    let s = cbrt(0.0883024619 * light.red + 0.2817188376 * light.green + 0.6299787005 * light.blue)
    return [
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    ]
  }
}
