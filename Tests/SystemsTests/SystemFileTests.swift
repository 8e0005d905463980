import Diagnostics
import Engine
import LabKit
import Systems
import Testing

/// What is said about files that cannot be, each in one line.
@Suite("Files of systems") struct SystemFileTests {
  static let whole = """
    system: small
    title: Small
    about: One source, one station.
    nodes:
      callers:
        arrivals: 10/s
        call: {to: server, pick: round robin, timeout: 1 s, retry: {times: 3, wait: 0 s, budget: none}}
      server:
        replicas: 2
        slots: 5
        queue: 100
        time: exponential 100 ms
        abandoned: served
    knobs:
      - {set: callers.arrivals, from: 0/s, to: 100/s, step: 5/s}
      - {set: callers.call.pick, choices: [round robin, random]}
    faults:
      - {name: stall, key: d, set: {server.1.state: stalled}, says: It stops.}
    promises:
      - {says: All is well, meter: callers.good, at least: 95 %, of: callers.offered, over: 10 s}

    """

  @Test func `a promise says how it is broken, and against which faults it is not made`() throws {
    let said = "over: 10 s, except: [stall], broken: {set: {callers.call.pick: random}, under: stall}"
    let text = Self.whole.replacing("over: 10 s", with: said)
    let lab = try SystemCatalogue.lab(text: text, file: "class.yaml"), promise = lab.promises[0]
    #expect(promise.exceptions == [0] && promise.off?.action == 0 && lab.breaches() == [])
    #expect(lab.words(try #require(promise.off)) == "callers.pick random under 'stall'")
  }

  @Test func `a promise is broken by a percentage as its knob shows it`() throws {
    let said = "over: 10 s, broken: {set: {server.errors: 40 %}, under: stall}"
    let text = Self.whole.replacing("over: 10 s", with: said)
      .replacing("knobs:\n", with: "knobs:\n  - {set: server.errors, from: 0 %, to: 50 %}\n")
    let lab = try SystemCatalogue.lab(text: text, file: "class.yaml"), off = try #require(lab.promises[0].off)
    #expect(lab.breaches() == [] && lab.words(off) == "server.errors 40 % under 'stall'")
    // And a bound that a knob can be turned to is the setting's, not a hundred times as much.
    #expect(
      complaint(text.replacing("40 %", with: "60 %"))
        == "class.yaml:21:125: found '60 %', expected 0 to 50 %")
  }

  /// The complaint about the whole file with one text in the place of another.
  private func complaint(_ old: String, _ new: String) throws -> String {
    let text = Self.whole.replacing(old, with: new, maxReplacements: 1)
    try #require(text != Self.whole)
    return complaint(text)
  }

  private func complaint(_ text: String) -> String {
    do throws(BadInput) {
      _ = try SystemCatalogue.lab(text: text, file: "class.yaml", reservedKeys: ["q"])
      return "nothing"
    } catch { return error.description }
  }

  @Test func `the file from which the others are made is right`() throws {
    let lab = try SystemCatalogue.lab(text: Self.whole, file: "class.yaml", reservedKeys: ["q"])
    #expect(lab.id == "system.small" && lab.breaches() == [])
  }

  @Test(arguments: [
    (
      "system: small", "system: Small",
      "class.yaml:1:9: found 'Small', expected a name that begins with a letter, of at most 40 small letters, digits and hyphens"
    ),
    ("title:", "titel:", "class.yaml:2:1: 'titel' means nothing here; did you mean 'title'?"),
    ("nodes:", "noodles:", "class.yaml:4:1: 'noodles' means nothing here; did you mean 'nodes'?"),
    ("10/s", "10", "class.yaml:6:15: found '10', expected a rate up to 10000/s, such as 70/s"),
    ("10/s", "1e300/s", "class.yaml:6:15: found '1e300/s', expected a rate up to 10000/s, such as 70/s"),
    ("to: server", "to: sever", "class.yaml:7:16: there is no station 'sever'; did you mean 'server'?"),
    ("to: server", "to: callers", "class.yaml:7:16: there is no station 'callers'; the nearest name is 'server'"),
    ("to: server, ", "", "class.yaml:7:11: found no 'to', expected one, such as 'to: servers'"),
    (
      "round robin", "robin",
      "class.yaml:7:30: found 'robin', expected one of round robin, random, weighted, least connections, least response time, best of two, hash, ring; the nearest name is 'ring'"
    ),
    ("timeout: 1 s", "timeout: -1 s", "class.yaml:7:52: found '-1 s', expected a time up to 1 h, such as 1 s, or none"),
    ("times: 3", "times: 30", "class.yaml:7:72: found '30', expected a whole number from 0 to 10"),
    (
      "budget: none", "budget: some",
      "class.yaml:7:94: found 'some', expected none or a percentage, such as 10 % of successes"
    ),
    (
      "replicas: 2", "replicas: 1000000",
      "class.yaml:9:15: found '1000000', expected a whole number from 1 to 100"
    ),
    (
      "queue: 100", "queue: 100001",
      "class.yaml:11:12: found '100001', expected a whole number from 0 to 100000, or none"
    ),
    (
      "exponential 100 ms", "normal 100 ms",
      "class.yaml:12:11: found 'normal 100 ms', expected a time such as 100 ms, exponential 100 ms or lognormal 100 ms cv 2"
    ),
    ("    abandoned: served\n", "", "class.yaml:9:5: found no 'abandoned', expected one, such as 'abandoned: served'"),
    (
      "abandoned: served", "abandoned: severed",
      "class.yaml:13:16: found 'severed', expected one of served, dropped; did you mean 'served'?"
    ),
    (
      "set: callers.arrivals", "set: caller.arrivals",
      "class.yaml:15:11: there is no setting 'caller.arrivals'; did you mean 'callers.arrivals'?"
    ),
    (
      "from: 0/s", "from: 5/s",
      "class.yaml:15:35: found '5/s', expected 0/s: a system drains when nothing comes any more"
    ),
    (
      "to: 100/s", "to: 5/s",
      "class.yaml:15:5: the setting begins outside of this range, expected one around it"
    ),
    ("to: 100/s", "to: 0/s", "class.yaml:15:44: found '0/s', expected more than from"),
    ("step: 5/s", "step: 0/s", "class.yaml:15:57: found '0/s', expected a step above 0 and within the range"),
    (
      "[round robin, random]", "[random]",
      "class.yaml:16:39: found a list, expected 2 to 10 choices, among them what the setting is at the start"
    ),
    ("name: stall", "name: heal", "class.yaml:18:12: found 'heal', expected a name that nothing else has"),
    (
      "key: d", "key: q",
      "class.yaml:18:24: found 'q', expected a key that does nothing else, such as one of defgimoruvwxyz"
    ),
    ("key: d", "key: F1", "class.yaml:18:24: found 'F1', expected one letter, digit or sign"),
    (
      "server.1.state", "server.3.state",
      "class.yaml:18:33: there is no setting 'server.3.state'; did you mean 'server.1.state'?"
    ),
    (
      "state: stalled", "state: stolen",
      "class.yaml:18:49: found 'stolen', expected one of up, slow, stalled, crashed, silent; did you mean 'stalled'?"
    ),
    (
      "meter: callers.good", "meter: callers.gold",
      "class.yaml:20:32: there is no counter 'callers.gold'; did you mean 'callers.good'?"
    ),
    ("95 %", "195 %", "class.yaml:20:56: found '195 %', expected a share above 0 %, such as 95 %"),
    ("over: 10 s", "over: 1 ms", "class.yaml:20:89: found '1 ms', expected 1 s to 10 m"),
    (
      "over: 10 s", "over: 10 s, except: [stal]",
      "class.yaml:20:104: there is no fault 'stal'; did you mean 'stall'?"
    ),
    (
      "over: 10 s", "over: 10 s, broken: {set: {callers.call.pik: random}}",
      "class.yaml:20:110: there is no setting 'callers.call.pik'; did you mean 'callers.call.pick'?"
    ),
    (
      "over: 10 s", "over: 10 s, broken: {set: {callers.call.timeout: 2 s}}",
      "class.yaml:20:110: found 'callers.call.timeout', expected a setting with a knob"
    ),
    (
      "over: 10 s", "over: 10 s, broken: {set: {callers.arrivals: 500/s}}",
      "class.yaml:20:128: found '500/s', expected 0 to 100/s"
    ),
    (
      "over: 10 s", "over: 10 s, broken: {under: stall}",
      "class.yaml:20:103: found no 'set', expected one, such as 'set: {clients.call.retry.budget: none}'"
    ),
    ("title: Small", "title: Small\u{1B}[2J", "class.yaml:2:13: this is not text: control characters are not allowed"),
    (
      "system: small", "system: small\nsede: 7",
      "class.yaml:2:1: 'sede' means nothing here; did you mean 'seed'?"
    ),
    (
      "wait: 0 s", "wait: 2 h",
      "class.yaml:7:81: found '2 h', expected a time up to 1 h, such as 100 ms or 1 s"
    ),
    (
      "wait: 0 s", "wait: 1 h",
      "class.yaml:7:11: up to 1080000 calls would wait for their retries, expected at most 200000"
    ),
  ])
  func `each mistake is one line with its place`(_ old: String, _ new: String, _ line: String) throws {
    let found = try complaint(old, new)
    #expect(found == line)
  }

  @Test func `calls in a cycle are refused, and attempts that multiply`() {
    func chain(_ count: Int, _ last: String) -> String {
      let stations = (1...count).map { number in
        let call = number < count ? "call: {to: s\(number + 1), retry: {times: 9}}" : last
        return "  s\(number): {time: 1 ms, abandoned: served, \(call)}\n"
      }
      return "system: chain\nnodes:\n  web: {arrivals: 1/s, call: {to: s1}}\n\(stations.joined())"
    }
    let cycle = complaint(chain(2, "call: {to: s1}"))
    #expect(cycle == "class.yaml:4:45: found calls in a cycle, s1 to s2 to s1, expected an end to them")
    #expect(
      complaint(chain(4, "slots: 1"))
        == "class.yaml:3:30: up to 1000 attempts would come of one request, as each call on its way retries, "
        + "expected at most 200")
    #expect(
      complaint("system: none\nnodes:\n  s1: {time: 1 ms, abandoned: served}\n")
        == "class.yaml:3:3: found no source, expected a node with 'arrivals', such as 'arrivals: 70/s'")
    #expect(complaint(chain(35, "slots: 1")) == "class.yaml:3:3: found 36 nodes, expected at most 30")
  }

  /// What a slip of the hand, a bad copy or somebody malicious puts into a file.
  private static let pieces = [
    "{", "}", "[", "]", ":", "-", ",", "\n", "\t", "\"", "'", "&a ", "*a", "|", "!!binary ", "? ", "#", "0",
    "99999999999", "-1", "1e308", "nan", "inf", "none", "stalled", "\u{0}", "\u{1B}[2J", "é", "\u{202E}",
    "---\n", "~", "{{", "- - - -", "0 s", "0/s", "/s", " ms", "server", "callers", "call: {to: server}", "\r",
  ]

  private static func mutated(_ number: UInt64) -> String {
    var random = Random(seed: number)
    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    var text = Array(number.isMultiple(of: 2) ? whole : SystemRuleTests.chain)
    for _ in 0..<(1 + below(3)) {
      let place = below(text.count + 1), length = min(1 + below(12), text.count - place)
      switch below(8) {
      case 0: text.removeSubrange(place..<place + length)
      case 1: text.insert(contentsOf: pieces[below(pieces.count)], at: place)
      case 2: text.replaceSubrange(place..<place + length, with: pieces[below(pieces.count)])
      case 3: text.insert(contentsOf: text[place..<place + length], at: below(text.count + 1))
      case 4:
        var lines = text.split(separator: "\n").map(Array.init)
        lines.swapAt(below(lines.count), below(lines.count))
        text = Array(lines.joined(separator: "\n"))
      default:
        // A wrong figure is the commonest slip, and mostly makes another system.
        let digits = text.indices.filter { text[$0].isNumber }
        if !digits.isEmpty { text[digits[below(digits.count)]] = Character("\(below(10))") }
      }
    }
    return String(text)
  }

  @Test func `each of 3,000 damaged files gives a line with its place or a run that keeps the laws`() throws {
    var refused = 0, played = 0
    for number in 1...(isOptimized ? 3000 : 300) as ClosedRange<UInt64> {
      do throws(BadInput) {
        let lab = try SystemCatalogue.lab(text: Self.mutated(number), file: "class.yaml")
        var run = lab.start(number, nil, false)
        _ = run.advance(until: .start + .seconds(20), limit: 200_000)
        for action in lab.actions.indices { run.act(action, isOn: true) }
        _ = run.advance(until: .start + .seconds(40), limit: 200_000)
        run.healEverything()
        _ = run.advance(until: .start + .seconds(60), limit: 200_000)
        let broken = run.snapshot.laws.filter { $0.verdict == .violated }
        #expect(broken.isEmpty && lab.breaches() == [], "\(number): \(broken) \(lab.breaches())")
        played += 1
      } catch {
        refused += 1
        let line = error.description
        #expect(!line.contains("\n") && !line.unicodeScalars.contains { $0.value < 32 }, "\(line)")
        let parts = line.split(separator: ":", omittingEmptySubsequences: false)
        #expect(
          parts.count > 3 && parts[0] == "class.yaml" && Int(parts[1]) ?? 0 > 0 && Int(parts[2]) ?? 0 > 0,
          "\(number): \(line)")
      }
    }
    #expect(refused > 100 && played > 50, "\(refused) refused, \(played) played")
  }
}
