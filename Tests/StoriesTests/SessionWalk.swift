import Checks
import Diagnostics
import LabKit
import Runs
import Stories
import ToyLab

/// A random walk that was written down as it happened.
struct SessionWalk {
  let run: any LabRun
  let text: String

  /// `steps` short ones, so that a file of it can be spoiled a thousand times.
  init(_ lab: LabEntry = Toys.toll, seed: UInt64, steps: Int = 24) {
    var walk = Walk(lab, seed: seed)
    var text = SessionWriter.beginning(walk.run, squall: "0.0.0")
    var writer = SessionWriter()
    text += writer.text(for: walk.run)
    for step in 1...steps {
      _ = walk.take(step: step)
      // While time goes on it is written a few times a second only: much may have been done since.
      if step == steps || (UInt64(step) &* 7 &+ seed) % 5 > 1 { text += writer.text(for: walk.run) }
    }
    (run, self.text) = (walk.run, text)
  }

  /// The session that a text means, among the toy labs.
  static func read(_ text: String) throws(BadInput) -> Session {
    try Session(text: text, file: "some.jsonl") { name throws(BadInput) in try Toys.all.named(name) }
  }
}

extension SessionWriter {
  /// What comes next in a file that is not as long as one may be.
  mutating func text(for run: any LabRun) -> String { try! lines(for: run) }
}
