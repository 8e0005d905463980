/// The settings of a lab: a struct whose fields are declared once, as knobs.
public protocol KnobSet: Sendable, Equatable {
  /// The settings a lab begins with.
  init()
  /// Every setting, in the order in which they are shown.
  static var fields: [Knob<Self>] { get }
}

/// One setting of a lab that can be turned while it runs, or a family of them: one for each label.
public struct Knob<Settings: Sendable>: Sendable {
  /// The settings; one, unless it is a family.
  public let positions: [Position]

  /// One setting.
  public struct Position: Sendable {
    /// Name, range and step.
    public let field: KnobField
    /// Reads the setting.
    public let value: @Sendable (Settings) -> Double
    /// Changes the setting to a value that the field can take.
    public let set: @Sendable (inout Settings, Double) -> Void
  }

  /// A knob for any number, or for a whole one.
  public init<Number: KnobNumber>(
    _ key: String, _ path: WritableKeyPath<Settings, Number> & Sendable, _ range: ClosedRange<Number>, step: Number = 1,
    unit: String = "", title: String? = nil, whileDraining: Number? = nil, _ help: String
  ) {
    self.init(
      KnobField(key, range, step: step, unit: unit, title: title, whileDraining: whileDraining, help),
      value: { $0[keyPath: path].double }, set: { $0[keyPath: path] = Number($1) })
  }

  /// A knob that is on or off.
  public init(
    _ key: String, _ path: WritableKeyPath<Settings, Bool> & Sendable, title: String? = nil,
    whileDraining: Bool? = nil, _ help: String
  ) {
    self.init(
      KnobField(
        key: key, title: title ?? key, unit: "", help: help, kind: .toggle, range: 0...1, step: 1,
        whileDraining: whileDraining.map { $0 ? 1 : 0 }),
      value: { $0[keyPath: path] ? 1 : 0 }, set: { $0[keyPath: path] = $1 != 0 })
  }

  /// A knob with one position per case.
  public init<Choice: CaseIterable & Equatable & RawRepresentable>(
    _ key: String, _ path: WritableKeyPath<Settings, Choice> & Sendable, title: String? = nil, _ help: String
  ) where Choice.RawValue == String, Choice.AllCases == [Choice], Choice: Sendable {
    let cases = Choice.allCases
    self.init(
      KnobField(
        key: key, title: title ?? key, unit: "", help: help, kind: .choice(cases.map(\.rawValue)),
        range: 0...Double(cases.count - 1), step: 1, whileDraining: nil),
      value: { Double(cases.firstIndex(of: $0[keyPath: path]) ?? 0) }, set: { $0[keyPath: path] = cases[Int($1)] })
  }
}

extension Knob {
  /// A knob of which reading and changing is said, as in a lab that is made from a file.
  public init(
    _ field: KnobField, value: @escaping @Sendable (Settings) -> Double,
    set: @escaping @Sendable (inout Settings, Double) -> Void
  ) { positions = [Position(field: field, value: value, set: set)] }

  /// A family: a knob for a number for each label, for which `*` stands in key, title and help.
  public static func each<L: Label, Number: KnobNumber>(
    _ key: String, _ path: WritableKeyPath<Settings, Each<L, Number>> & Sendable, _ range: ClosedRange<Number>,
    step: Number = 1, unit: String = "", title: String? = nil, whileDraining: Number? = nil, _ help: String
  ) -> Knob {
    let family = Family.each(L.self)
    return Knob(
      positions: L.allCases.map { label in
        let text = { (text: String) in family.text(text, of: label.rawValue) }
        return Position(
          field: KnobField(
            family.text(key, of: label.rawValue, isName: true), range, step: step, unit: unit, title: title.map(text),
            whileDraining: whileDraining, text(help)),
          value: { $0[keyPath: path][label].double }, set: { $0[keyPath: path][label] = Number($1) })
      })
  }

  /// A share in percent, in steps of 5.
  public static func percent(
    _ key: String, _ path: WritableKeyPath<Settings, Double> & Sendable, title: String? = nil,
    whileDraining: Double? = nil, _ help: String
  ) -> Knob { Knob(key, path, 0...100, step: 5, unit: "%", title: title, whileDraining: whileDraining, help) }

  private init(positions: [Position]) { self.positions = positions }
}

extension KnobField {
  fileprivate init<Number: KnobNumber>(
    _ key: String, _ range: ClosedRange<Number>, step: Number, unit: String, title: String?, whileDraining: Number?,
    _ help: String
  ) {
    self.init(
      key: key, title: title ?? key, unit: unit, help: help, kind: Number.kind,
      range: range.lowerBound.double...range.upperBound.double, step: step.double,
      whileDraining: whileDraining?.double)
  }
}

/// What a knob for a number turns.
public protocol KnobNumber: Comparable, ExpressibleByIntegerLiteral, Sendable {
  /// Whether it is any number or a whole one.
  static var kind: KnobField.Kind { get }
  /// The value as knobs carry it.
  var double: Double { get }
  /// The value that a knob carries.
  init(_ value: Double)
}

extension Double: KnobNumber {
  /// Any number.
  public static var kind: KnobField.Kind { .number }
  /// Itself.
  public var double: Double { self }
}

extension Int: KnobNumber {
  /// A whole number.
  public static var kind: KnobField.Kind { .whole }
  /// The same, with a fraction of 0.
  public var double: Double { Double(self) }
}
