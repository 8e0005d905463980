import Diagnostics
import LabKit
import Testing

@Suite struct NameTests {
  @Test(arguments: [
    ("traffc", "traffic"), ("TRAFFIC", "traffic"), ("serivce", "service"), ("lane", "lanes"), ("", nil),
    ("quite-another-thing", nil),
  ])
  func `the nearest name is meant`(_ asked: String, _ meant: String?) {
    #expect(NearestName.to(asked, among: ["traffic", "service", "lanes"]) == meant)
  }

  @Test func `there is always a closest unless there is none`() {
    #expect(NearestName.closest(to: "zzzzzzzzzzzz", among: ["traffic", "lanes"]) != nil)
    #expect(NearestName.closest(to: "x", among: []) == nil)
  }

  @Test func `one line with a valid name`() {
    let near = BadInput("no lab 'shp'", nearestTo: "shp", among: ["shop"])
    let far = BadInput("no lab 'quite-another'", nearestTo: "quite-another", among: ["shop"])
    #expect(near.description == "no lab 'shp'; did you mean 'shop'?")
    #expect(far.description == "no lab 'quite-another'; the nearest name is 'shop'")
    #expect(BadInput("no lab", nearestTo: "x", among: []).description == "no lab")
  }

  @Test func `nothing that steers a terminal is printable`() {
    #expect("a\u{1B}[31mb\u{7}\n\u{9B}c".printable == "a\u{FFFD}[31mb\u{FFFD}\u{FFFD}\u{FFFD}c")
    #expect("right\u{202E}left\u{2028}".printable == "right\u{FFFD}left\u{FFFD}")
    #expect("Grüße, 世界".printable == "Grüße, 世界")
  }

  @Test func `long texts are cut`() {
    #expect(String(repeating: "x", count: 120).printable.count == 120)
    #expect(String(repeating: "x", count: 121).printable == String(repeating: "x", count: 120) + "…")
    #expect("abc".printable(upTo: 2) == "ab…")
  }
}
