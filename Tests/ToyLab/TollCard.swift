import Engine
import FirstEdition

extension TollBooth {
  /// What the lab is and shows.
  public static var card: LabCard<Self> {
    LabCard(
      id: Flaw.id, title: "Toll booth", group: "toys",
      summary: "Cars queue at a toll booth. It exists to test everything around labs.",
      whenToUse: ["In tests."], whenNot: ["In class."], simplifies: ["No driver changes lanes."],
      panels: [booth, road], drainsWithin: .seconds(120))
  }

  private static var booth: Panel<Self> {
    Panel(
      "Booth", topics: [0], knobs: ["service", "lanes", "payment"], actions: [.closed, .slow],
      status: { $0.faults.contains(.closed) ? "closed" : "open" },
      draw: { view, canvas in
        canvas.write("passed \(view.meters[count: .passed])", column: 0, row: 0)
      })
  }

  private static var road: Panel<Self> {
    Panel(
      "Road", topics: [1], knobs: ["traffic", "places", "limit"], actions: [.convoy], minimumWidth: 12,
      minimumHeight: 2, status: { "\($0.model.waiting) wait" },
      draw: { view, canvas in
        canvas.write("waiting \(view.model.waiting)", column: 0, row: 0)
        let cars = String(repeating: "#", count: min(200, view.model.waiting))
        canvas.write(cars, column: 0, row: 1, role: .warning)
      })
  }
}

/// The toy labs, as a catalogue hands them in.
public enum Toys {
  /// The flawless one.
  public static let toll = LabEntry(first: TollBooth<Flawless>.self)
  /// Cars vanish while the booth is closed.
  public static let leaky = LabEntry(first: TollBooth<Leaky>.self)
  /// Never drains once the booth was closed.
  public static let stuck = LabEntry(first: TollBooth<Stuck>.self)
  /// What should be reached hardly ever is.
  public static let rare = LabEntry(first: TollBooth<Rare>.self)
  /// What should be reached never is; in no list.
  public static let never = LabEntry(first: TollBooth<Never>.self)
  /// Its laws are never put to the test.
  public static let idle = LabEntry(first: TollBooth<Idle>.self)
  /// What happens again in it is not what happened; in no list, since no digest of it means anything.
  public static let haunted = LabEntry(first: TollBooth<Haunted>.self)
  /// All of them but that one.
  public static let all = [toll, leaky, stuck, rare, idle]
}
