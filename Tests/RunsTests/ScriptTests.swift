import Diagnostics
import Engine
import LabKit
import Runs
import Testing
import ToyLab

@Suite struct ScriptTests {
  private func script(_ settings: [String] = [], at inputs: [String] = []) throws(BadInput) -> Script {
    try Script(Toys.toll, settings: settings, inputs: inputs)
  }

  @Test func `settings are the knobs at the start`() throws {
    #expect(try script().knobs == Toys.toll.defaults)
    #expect(try script(["traffic=2.5/s", "payment=tag", "limit=off"]).knobs == [2.5, 100, 1, 40, 0, 2])
    #expect(try script(["lanes=2", "lanes=4"]).knobs[2] == 4, "later ones win")
  }

  @Test func `inputs say what and when`() throws {
    let inputs = try script(at: [
      "10s:closed", "1.5m:heal:closed", "40s:traffic=0.5", "500ms:convoy", "41s:heal:all",
    ]).inputs
    #expect(
      inputs == [
        TimedInput(at: .start + .milliseconds(500), .act(2)), TimedInput(at: .start + .seconds(10), .act(0)),
        TimedInput(at: .start + .seconds(40), .turn(0, 0.5)),
        TimedInput(at: .start + .seconds(41), .healEverything),
        TimedInput(at: .start + .seconds(90), .heal(0)),
      ])
  }

  @Test func `inputs of one instant keep their order`() throws {
    let texts = ["5s:convoy", "1s:slow", "5s:closed", "5s:heal:closed", "5000ms:lanes=2", "1s:lanes=3"]
    let inputs = try script(at: texts).inputs.map { $0.text(for: Toys.toll) }
    #expect(inputs == ["1s:slow", "1s:lanes=3", "5s:convoy", "5s:closed", "5s:heal:closed", "5s:lanes=2"])
  }

  @Test(arguments: [
    ("trafic=3", "toll has no knob 'trafic'; did you mean 'traffic'?"),
    ("lanes", "lanes is a knob and needs a value; write it like lanes=VALUE"),
    ("lane", "'lane' is no setting; write it like KNOB=VALUE; did you mean 'lanes'?"),
    ("slow", "slow is no knob but what is done at a time; write it like --at 10s:slow"),
    ("lanes=9", "lanes goes from 1 to 4, not '9'"),
    ("=3", "toll has no knob ''; the nearest name is 'lanes'"),
    ("la\u{1B}nes=3", "toll has no knob 'la\u{FFFD}nes'; did you mean 'lanes'?"),
  ])
  func `a wrong setting is refused`(_ setting: String, _ line: String) {
    #expect(throws: BadInput(line)) { try script([setting]) }
  }

  @Test(arguments: [
    ("10s:close", "toll has no fault or action 'close'; did you mean 'closed'?"),
    ("10s:heal:close", "toll has no fault 'close'; did you mean 'closed'?"),
    ("10s:heal:al", "toll has no fault 'al'; did you mean 'all'?"),
    ("10s:heal:convoy", "convoy is done once and cannot be healed; what can be: closed, slow, all"),
    ("10s:lane=2", "toll has no knob 'lane'; did you mean 'lanes'?"),
    ("10s:lanes", "lanes is a knob and needs a value; write it like lanes=VALUE"),
    ("10s:payment=gold", "payment cannot be 'gold'; it is one of cash, card, tag; the nearest name is 'card'"),
    ("closed", "'closed' has no time; write it like 10s:closed"),
    ("10:closed", "'10' is not a time; write it like 10s, 500ms, 1.5s, 2m or 1h; did you mean '10s'?"),
    ("10s:", "toll has no fault or action ''; the nearest name is 'slow'"),
    ("10s:heal:", "toll has no fault ''; the nearest name is 'all'"),
  ])
  func `a wrong input is refused`(_ input: String, _ line: String) {
    #expect(throws: BadInput(line)) { try script(at: [input]) }
  }

  @Test func `the options give the same script again`() throws {
    let script = try script(
      ["payment=cash", "traffic=0.3", "lanes=1"],
      at: ["0s:slow", "12.345s:heal:slow", "12.345s:heal:all", "1h:limit=off"])
    #expect(
      script.options
        == "--set traffic=0.3 --set payment=cash --at 0s:slow --at 12.345s:heal:slow --at 12.345s:heal:all "
        + "--at 3600s:limit=off")
    let again = try Script(options: script.options, for: Toys.toll)
    #expect(again.knobs == script.knobs)
    #expect(again.inputs == script.inputs)
  }
}

extension Script {
  /// Reads options as the command line would.
  init(options: String, for lab: LabEntry) throws {
    let words = options.split(separator: " ").map(String.init)
    let values = { (name: String) in words.indices.filter { words[$0] == name }.map { words[$0 + 1] } }
    try self.init(lab, settings: values("--set"), inputs: values("--at"))
  }
}
