import Diagnostics
import LabKit
import Testing
import ToyLab

@Suite struct KnobFieldTests {
  private func field(_ key: String) throws -> KnobField { Toys.toll.knobs[try Toys.toll.knob(named: key)] }

  @Test(arguments: Toys.toll.knobs.map(\.key))
  func `every position reads back as itself`(_ key: String) throws {
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

  @Test func `positions follow the steps`() throws {
    #expect(try field("traffic").positions == 201)
    #expect(try field("lanes").positions == 4)
    #expect(try field("limit").positions == 2)
    #expect(try field("payment").positions == 3)
  }

  @Test func `stepping stays on the grid and shows no rounding errors`() throws {
    let traffic = try field("traffic")
    var value = 0.0
    for tenth in 1...200 {
      value = traffic.stepped(value, by: 1)
      #expect(traffic.text(value) == (tenth % 10 == 0 ? "\(tenth / 10)" : "\(tenth / 10).\(tenth % 10)"))
    }
    for _ in 1...200 { value = traffic.stepped(value, by: -1) }
    #expect(value == 0)
  }

  @Test func `stepping from between goes to the grid`() throws {
    let traffic = try field("traffic")
    #expect(traffic.stepped(0.25, by: 1) == 0.3)
    #expect(traffic.stepped(0.25, by: -1) == 0.2)
    #expect(traffic.stepped(0.3, by: 10) == 1.3)
  }

  @Test func `stepping ends at the range and a choice goes round`() throws {
    #expect(try field("lanes").stepped(4, by: 1) == 4)
    #expect(try field("lanes").stepped(1, by: -10) == 1)
    #expect(try field("service").stepped(10, by: -1) == 10)
    #expect(try field("payment").stepped(2, by: 1) == 0)
    #expect(try field("payment").stepped(0, by: -1) == 2)
  }

  @Test func `fitting brings into the range`() throws {
    #expect(try field("lanes").fitted(99) == 4)
    #expect(try field("lanes").fitted(2.4) == 2)
    #expect(try field("traffic").fitted(2.45) == 2.45)
  }

  @Test(arguments: [
    ("traffic", "12", 12.0), ("traffic", "12.5/s", 12.5), ("service", "20ms", 20), ("lanes", "3", 3),
    ("limit", "on", 1), ("limit", "OFF", 0), ("limit", "no", 0), ("payment", "cash", 0),
    ("payment", "Tag", 2),
  ])
  func `a text is understood`(_ key: String, _ text: String, _ value: Double) throws {
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
  func `a text that means nothing is refused with what would`(_ key: String, _ text: String, _ line: String)
    throws
  {
    let field = try field(key)
    #expect(throws: BadInput(line)) { try field.value(of: text) }
  }

  @Test func `a run begins with the knobs it is given, each brought into its range`() {
    func knobs(_ values: [Double]?) -> [Double] { Toys.toll.start(1, values, false).snapshot.knobs }
    #expect(knobs(nil) == Toys.toll.defaults)
    #expect(knobs([2.5, 100, 3, 40, 0, 2]) == [2.5, 100, 3, 40, 0, 2])
    #expect(knobs([-1, 9999, 2.6, 7, 5, 9]) == [0, 500, 3, 7, 1, 2])
  }
}
