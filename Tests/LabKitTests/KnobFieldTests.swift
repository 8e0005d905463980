import Diagnostics
import LabKit
import Testing
import ToyLab

@Suite struct KnobFieldTests {
  private func field(_ key: String) throws -> KnobField { Toys.toll.knobs[try Toys.toll.knob(named: key)] }

  @Test(arguments: Toys.toll.knobs.map(\.key))
  func everyPositionReadsBackAsItself(_ key: String) throws {
    let field = try field(key)
    for position in 0..<field.positions {
      let value = field.value(at: position)
      #expect(try field.value(of: field.text(value)) == value)
      #expect(try field.value(of: field.text(value) + field.unit) == value)
    }
    #expect(field.value(at: 0) == field.range.lowerBound)
    #expect(field.value(at: field.positions - 1) == field.range.upperBound)
    #expect(Set((0..<field.positions).map(field.value(at:))).count == field.positions)
  }

  @Test func positionsFollowTheSteps() throws {
    #expect(try field("traffic").positions == 201)
    #expect(try field("lanes").positions == 4)
    #expect(try field("limit").positions == 2)
    #expect(try field("payment").positions == 3)
  }

  @Test func steppingStaysOnTheGridAndShowsNoRoundingErrors() throws {
    let traffic = try field("traffic")
    var value = 0.0
    for tenth in 1...200 {
      value = traffic.stepped(value, by: 1)
      #expect(traffic.text(value) == (tenth % 10 == 0 ? "\(tenth / 10)" : "\(tenth / 10).\(tenth % 10)"))
    }
    for _ in 1...200 { value = traffic.stepped(value, by: -1) }
    #expect(value == 0)
  }

  @Test func steppingFromBetweenGoesToTheGrid() throws {
    let traffic = try field("traffic")
    #expect(traffic.stepped(0.25, by: 1) == 0.3)
    #expect(traffic.stepped(0.25, by: -1) == 0.2)
    #expect(traffic.stepped(0.3, by: 10) == 1.3)
  }

  @Test func steppingEndsAtTheRangeAndAChoiceGoesRound() throws {
    #expect(try field("lanes").stepped(4, by: 1) == 4)
    #expect(try field("lanes").stepped(1, by: -10) == 1)
    #expect(try field("service").stepped(10, by: -1) == 10)
    #expect(try field("payment").stepped(2, by: 1) == 0)
    #expect(try field("payment").stepped(0, by: -1) == 2)
  }

  @Test func fittingBringsIntoTheRange() throws {
    #expect(try field("lanes").fitted(99) == 4)
    #expect(try field("lanes").fitted(2.4) == 2)
    #expect(try field("traffic").fitted(2.45) == 2.45)
  }

  @Test(arguments: [
    ("traffic", "12", 12.0), ("traffic", "12.5/s", 12.5), ("service", "20ms", 20), ("lanes", "3", 3),
    ("limit", "on", 1), ("limit", "OFF", 0), ("limit", "no", 0), ("payment", "cash", 0),
    ("payment", "Tag", 2),
  ])
  func understands(_ key: String, _ text: String, _ value: Double) throws {
    #expect(try field(key).value(of: text) == value)
  }

  @Test(arguments: [
    ("traffic", "21", "traffic goes from 0 to 20 /s, not '21'"),
    ("traffic", "much", "traffic needs a number, not 'much'"),
    ("traffic", "nan", "traffic needs a number, not 'nan'"),
    ("lanes", "1.5", "lanes needs a whole number, not '1.5'"),
    ("limit", "maybe", "limit is on or off, not 'maybe'"),
    ("payment", "cach", "payment cannot be 'cach'; it is one of cash, card, tag; did you mean 'cash'?"),
  ])
  func refuses(_ key: String, _ text: String, _ line: String) throws {
    let field = try field(key)
    #expect(throws: BadInput(line)) { try field.value(of: text) }
  }

  @Test func knobsBecomeNumbersAndBack() {
    var knobs = TollKnobs()
    knobs.traffic = 2.5
    knobs.lanes = 3
    knobs.isLimited = false
    knobs.payment = .tag
    #expect(knobs.values == [2.5, 100, 3, 40, 0, 2])
    #expect(TollKnobs(values: knobs.values) == knobs)
    #expect(TollKnobs(values: [-1, 9999, 2.6, 7, 5, 9]).values == [0, 500, 3, 7, 1, 2])
  }
}
