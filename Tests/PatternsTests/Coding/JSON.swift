import Foundation

/// A document of any shape, to be damaged at any place.
enum JSON: Codable, Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case natural(UInt64)
  case number(Double)
  case text(String)
  case array([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let integer = try? value.decode(Int64.self) {
      self = .integer(integer)
    } else if let natural = try? value.decode(UInt64.self) {
      self = .natural(natural)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let array = try? value.decode([JSON].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSON].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .bool(let bool): try value.encode(bool)
    case .integer(let integer): try value.encode(integer)
    case .natural(let natural): try value.encode(natural)
    case .number(let number): try value.encode(number)
    case .text(let text): try value.encode(text)
    case .array(let array): try value.encode(array)
    case .object(let object): try value.encode(object)
    }
  }

  /// Changes one random place: a value becomes an extreme, an element or a key goes or comes twice.
  mutating func damage(_ chance: inout Chance) {
    switch self {
    case .array(var array) where !array.isEmpty && chance.happens(0.9):
      let index = chance.below(array.count)
      switch chance.below(8) {
      case 0: array.remove(at: index)
      case 1: array.append(array[index])
      case 2: array.swapAt(index, chance.below(array.count))
      default: array[index].damage(&chance)
      }
      self = .array(array)
    case .object(var object) where !object.isEmpty && chance.happens(0.95):
      let key = object.keys.sorted()[chance.below(object.count)]
      if chance.happens(0.1) { object[key] = nil } else { object[key]!.damage(&chance) }
      self = .object(object)
    default: self = Self.extremes[chance.below(Self.extremes.count)]
    }
  }

  private static let extremes: [JSON] = [
    .null, .bool(true), .integer(0), .integer(1), .integer(2), .integer(3), .integer(-1), .integer(.max),
    .integer(.min), .natural(.max), .natural(1 << 63), .integer(65_535), .integer(65_536), .integer(200_000),
    .number(0.5), .number(-0.5), .number(1e300), .number(-1e300), .number(1e-300), .text(""), .text("0s"),
    .text("1s"), .text("-1s"), .text("0.000000000000000001s"), .text("170141183460469231731s"),
    .text("-170141183460469231731s"), .text("9223372036.854775807s"), .text("closed"), .text("infinity"),
    .array([]), .object([:]),
  ]
}

/// The document of a state, with its keys in order.
func document(_ state: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(state), as: UTF8.self)
}

/// The state that a document describes.
func state<State: Decodable>(_ type: State.Type, _ document: String) throws -> State {
  try JSONDecoder().decode(type, from: Data(document.utf8))
}
