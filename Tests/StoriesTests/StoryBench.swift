import Diagnostics
import Engine
import LabKit
import Runs
import Stories
import ToyLab

/// Stories about the toy lab.
enum StoryBench {
  /// A short one that says everything a story can say.
  static let whole = """
    story: rush-hour
    title: A rush hour
    about: Too many cars for one lane.
    lab: toll
    seed: 7
    knobs: {traffic: 8/s, lanes: 1, payment: card}
    twin: {lanes: 4}
    for: 20s
    at:
      - 2s: traffic=20
      - 3s: convoy
      - 8s: slow
      - 10s: heal:slow
      - 12s: drain
    say:
      - 0s: The road is nearly full.
      - 2s: Here they come.
      - 12s: Over.
    expect:
      - {by: 8s, meter: queue, figure: max, above: 20}
      - {since: 2s, by: 8s, meter: cars.refused, above: 0.5}
      - {law: queue.grows, is: reached}
      - {law: everybody.passes, is: held}
    expect-twin:
      - {by: 8s, meter: queue, figure: mean, below: 20}
      - {meter: stay, below: 30s}
    """

  static func named(_ name: String) throws(BadInput) -> LabEntry { try [Toys.toll].named(name) }

  static func story(_ text: String) throws(BadInput) -> Story {
    try Story(text: text, file: "class.yaml", named: named)
  }

  /// The story with other lines in place of what is expected.
  static func expecting(_ line: String, ofTwin lineOfTwin: String? = nil) throws(BadInput) -> Story {
    let start = String(whole[..<whole.firstRange(of: "expect:")!.lowerBound])
    return try story(start + "expect: [\(line)]\n" + (lineOfTwin.map { "expect-twin: [\($0)]\n" } ?? ""))
  }

  /// A story about a lab that breaks one of its laws.
  static func flawed(_ expectations: String) throws(BadInput) -> Story {
    try Story(
      text: "{story: s, lab: leaky, for: 20s, at: [2s: closed, 8s: heal:closed], expect: \(expectations)}",
      file: "s.yaml"
    ) { _ in Toys.leaky }
  }

  /// What is wrong with a text; nil when nothing is.
  static func complaint(_ text: String) -> String? {
    do throws(BadInput) { _ = try story(text) } catch { return error.description }
    return nil
  }
}
