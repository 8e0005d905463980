import ArgumentParser
import Diagnostics

/// What an option takes: a closed set of words, or a quantity with its unit.
protocol OptionValue: Sendable {
  /// The value that a text means; throws the line that says why it means none.
  init(option text: String) throws(BadInput)
  /// The words that it may be, for help and completion; empty for a quantity.
  static var choices: [String] { get }
  /// What a shell offers.
  static var completion: CompletionKind { get }
}

extension OptionValue {
  static var choices: [String] { [] }
  static var completion: CompletionKind { choices.isEmpty ? .default : .list(choices) }
}

/// What was given for an option.
///
/// The parser's own line about a value that is none has neither the reason nor the nearest name, and no type can give it
/// another one. So a value is taken as it is, and complains when it is asked for.
struct Given<Value: OptionValue>: ExpressibleByArgument, ExpressibleByStringLiteral, Sendable {
  /// As it was given.
  let text: String
  private let result: Result<Value, BadInput>

  init(argument text: String) {
    self.text = text
    result = Result { () throws(BadInput) in try Value(option: text) }
  }

  /// What an option is if nobody gives it.
  init(stringLiteral text: String) { self.init(argument: text) }

  /// The value, or the complaint.
  func get() throws(BadInput) -> Value { try result.get() }

  static var allValueStrings: [String] { Value.choices }
  static var defaultCompletionKind: CompletionKind { Value.completion }
  var defaultValueDescription: String { text }
}

extension Given: CustomStringConvertible {
  /// Help shows it where an option may go without its value.
  var description: String { text }
}
