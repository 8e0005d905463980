import Engine
import LabKit
import Runs
import TestSupport
import Testing

/// What every lab tells the class, recorded: each of its faults is injected for ten seconds, and healed for ten.
@Suite struct LabTranscriptTests {
  private static let seconds = 10.0

  @Test(arguments: Bench.labs.map(\.id))
  func `a lab's notes are as recorded`(id: String) {
    guard !Snapshot.isStillToCome("Transcripts/\(id)") else { return }
    let difference = Snapshot.difference(transcript(Bench.labs.first { $0.id == id }!), "Transcripts/\(id)")
    #expect(difference == nil)
  }

  @Test func `every transcript is of a lab`() {
    #expect(Snapshot.strays(in: "Transcripts", besides: Bench.labs.map(\.id)) == [])
  }

  /// Time, level, topic and text of every note but the details.
  private func transcript(_ lab: LabEntry) -> String {
    var run = lab.start(4711, nil, false)
    _ = run.takeRecording()
    func go() { _ = run.advance(until: run.now + .seconds(Self.seconds), limit: .max) }
    go()
    for (index, action) in lab.actions.enumerated() where action.declaration.kind == .fault {
      run.act(index, isOn: true)
      go()
      run.act(index, isOn: false)
      go()
    }
    return run.takeRecording().notes.filter { $0.level < .detail }.map { note in
      let topic = note.isInput ? "input" : lab.title(ofTopic: note.topic)
      return "\((note.at - .start).text)\t\(note.level)\t\(topic)\t\(note.text)\n"
    }.joined()
  }
}

extension LabEntry {
  /// A topic has no name of its own: that of the first panel that is about it.
  fileprivate func title(ofTopic topic: Int?) -> String {
    panels.first { panel in topic.map(panel.topics.contains) ?? false }?.title ?? "-"
  }
}
