import FirstEdition

/// The settings of the road: a knob of every kind.
public struct TollKnobs: KnobSet {
  /// How drivers pay.
  public enum Payment: String, CaseIterable, Sendable {
    case cash, card, tag

    var factor: Double {
      switch self {
      case .cash: 1.5
      case .card: 1
      case .tag: 0.5
      }
    }
  }

  /// Cars a second.
  public var traffic = 8.0
  /// How long paying by card takes, in milliseconds.
  public var service = 100.0
  /// How many cars are served at once.
  public var lanes = 1
  /// How many cars the road holds.
  public var places = 40
  /// Whether it holds only so many.
  public var isLimited = true
  /// How drivers pay.
  public var payment = Payment.card

  /// A road that is nearly full.
  public init() {}

  /// Numbers with fractions and units, whole numbers, a toggle and a choice.
  public static var fields: [Knob<TollKnobs>] {
    [
      Knob("traffic", \.traffic, 0...20, step: 0.1, unit: "/s", whileDraining: 0, "How many cars come."),
      Knob(
        "service", \.service, 10...500, step: 10, unit: "ms", whileDraining: 10,
        "How long paying by card takes on average."),
      Knob("lanes", \.lanes, 1...4, "How many cars are served at once."),
      Knob("places", \.places, 5...100, step: 5, "How many cars the road holds."),
      Knob("limit", \.isLimited, title: "road limit", "Whether the road holds only so many cars."),
      Knob("payment", \.payment, "How drivers pay: cash takes longer than a card, a tag takes half as long."),
    ]
  }
}
