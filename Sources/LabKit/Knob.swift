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

  /// A knob for any number.
  public init(
    _ key: String, _ path: WritableKeyPath<Settings, Double> & Sendable, _ range: ClosedRange<Double>, step: Double,
    unit: String = "", title: String? = nil, whileDraining: Double? = nil, _ help: String
  ) {
    self.init(
      KnobField(
        key: key, title: title ?? key, unit: unit, help: help, kind: .number, range: range, step: step,
        whileDraining: whileDraining), value: { $0[keyPath: path] }, set: { $0[keyPath: path] = $1 })
  }

  /// A knob for a whole number.
  public init(
    _ key: String, _ path: WritableKeyPath<Settings, Int> & Sendable, _ range: ClosedRange<Int>, step: Int = 1,
    unit: String = "", title: String? = nil, whileDraining: Int? = nil, _ help: String
  ) {
    self.init(
      KnobField(
        key: key, title: title ?? key, unit: unit, help: help, kind: .whole,
        range: Double(range.lowerBound)...Double(range.upperBound), step: Double(step),
        whileDraining: whileDraining.map(Double.init)),
      value: { Double($0[keyPath: path]) }, set: { $0[keyPath: path] = Int($1) })
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

  /// A family: a knob for any number for each label, for which `*` stands in key, title and help.
  public static func each<L: Label>(
    _ key: String, _ path: WritableKeyPath<Settings, Each<L, Double>> & Sendable, _ range: ClosedRange<Double>,
    step: Double, unit: String = "", title: String? = nil, whileDraining: Double? = nil, _ help: String
  ) -> Knob {
    let family = Family.each(L.self)
    return Knob(
      positions: L.allCases.map { label in
        let key = family.text(key, of: label.rawValue, isName: true)
        return Position(
          field: KnobField(
            key: key, title: title.map { family.text($0, of: label.rawValue) } ?? key, unit: unit,
            help: family.text(help, of: label.rawValue), kind: .number, range: range, step: step,
            whileDraining: whileDraining), value: { $0[keyPath: path][label] }, set: { $0[keyPath: path][label] = $1 })
      })
  }

  /// A family of knobs for a whole number.
  public static func each<L: Label>(
    _ key: String, _ path: WritableKeyPath<Settings, Each<L, Int>> & Sendable, _ range: ClosedRange<Int>,
    step: Int = 1, unit: String = "", title: String? = nil, whileDraining: Int? = nil, _ help: String
  ) -> Knob {
    let family = Family.each(L.self)
    return Knob(
      positions: L.allCases.map { label in
        let key = family.text(key, of: label.rawValue, isName: true)
        return Position(
          field: KnobField(
            key: key, title: title.map { family.text($0, of: label.rawValue) } ?? key, unit: unit,
            help: family.text(help, of: label.rawValue), kind: .whole,
            range: Double(range.lowerBound)...Double(range.upperBound), step: Double(step),
            whileDraining: whileDraining.map(Double.init)),
          value: { Double($0[keyPath: path][label]) }, set: { $0[keyPath: path][label] = Int($1) })
      })
  }

  /// A share in percent, in steps of 5.
  public static func percent(
    _ key: String, _ path: WritableKeyPath<Settings, Double> & Sendable, title: String? = nil,
    whileDraining: Double? = nil, _ help: String
  ) -> Knob { Knob(key, path, 0...100, step: 5, unit: "%", title: title, whileDraining: whileDraining, help) }

  private init(positions: [Position]) { self.positions = positions }
}

extension KnobSet {
  /// Every setting by itself, families taken apart.
  public static var allPositions: [Knob<Self>.Position] { fields.flatMap(\.positions) }

  /// All settings as numbers, in the order of the fields.
  public var values: [Double] { Self.allPositions.map { $0.value(self) } }

  /// Settings from numbers in the order of the fields, each brought into its range.
  public init(values: [Double]) {
    self.init()
    for (knob, value) in zip(Self.allPositions, values) { knob.set(&self, knob.field.fitted(value)) }
  }
}
