import Diagnostics
import Engine
import Exports
import LabKit
import Labs
import Runs
import Testing
import ToyLab

@Suite("Excerpts") struct ExcerptTests {
  private static let cases = Catalogue.all.flatMap { lab in (1...4).map { (lab.id, UInt64($0)) } }

  @Test(arguments: cases)
  func `a run does the same whether anybody records it or not`(lab: String, seed: UInt64) throws {
    let run = try Excerpts.run(Catalogue.all.named(lab), seed: seed, seconds: 20)
    let excerpt = try Excerpt(run, branch: 0, every: .milliseconds(700))
    var last: (any LabSnapshot)?, notes = 0, times: [Instant] = []
    excerpt.walk {
      last = $0.snapshot
      notes += $0.notes(upTo: .detail).count
      times.append($0.snapshot.now)
    }
    #expect(last?.digest == run.digest)
    #expect(last?.processed == run.processed)
    #expect(notes == run.noteCount(.level(.detail)), "no note is lost, however many there are")
    #expect(times.count == 29 && times.last == run.now)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test(arguments: 1...60)
  func `any branch of a tree ends where it ended`(seed: Int) throws {
    let run = Excerpts.walked(seed: UInt64(seed))
    for branch in run.map.branches.indices {
      var there = run
      there.go(toBranch: branch, at: nil)
      var last: (any LabSnapshot)?
      try Excerpt(run, branch: branch, every: .milliseconds(37)).walk { last = $0.snapshot }
      #expect(last?.digest == there.digest, "branch \(branch), its last inputs included")
      #expect(last?.now == there.now)
      #expect(last?.knobs == there.snapshot.knobs && last?.faults == there.snapshot.faults)
    }
  }

  @Test(arguments: cases)
  func `parts together have what the whole has`(lab: String, seed: UInt64) throws {
    let run = try Excerpts.run(Catalogue.all.named(lab), seed: seed, seconds: 12)
    func read(_ from: Double, _ until: Double?) throws -> (notes: [NoteID], spans: [String]) {
      var found: (notes: [NoteID], spans: [String]) = ([], [])
      try Excerpt(
        run, branch: 0, from: .start + .seconds(from), until: until.map { .start + .seconds($0) },
        every: .seconds(1)
      ).walk {
        found.notes += $0.notes(upTo: .detail).map(\.id)
        found.spans += $0.spans.map { "\($0)" }
      }
      return found
    }
    let (whole, first, second) = try (read(0, nil), read(0, 4.4), read(4.4, nil))
    #expect(first.notes + second.notes == whole.notes)
    #expect(first.spans + second.spans == whole.spans)
  }

  @Test func `what is pressed at the first instant, or where a part begins, is told`() throws {
    var run = Toys.toll.start(3, nil, true)
    run.act(0, isOn: true)
    _ = run.advance(until: .start + .seconds(2), limit: .max)
    run.act(0, isOn: false)
    _ = run.advance(until: .start + .seconds(4), limit: .max)
    func inputs(_ from: Double, _ until: Double) throws -> [NoteID] {
      var found: [NoteID] = []
      try Excerpt(
        run, branch: 0, from: .start + .seconds(from), until: .start + .seconds(until), every: .seconds(1)
      ).walk { found += $0.notes(upTo: .headline).filter(\.isInput).map(\.id) }
      return found
    }
    let whole = try inputs(0, 4)
    #expect(whole.count == 2)
    #expect(try inputs(0, 2) == [whole[0]])
    #expect(try inputs(2, 4) == [whole[1]])
  }

  @Test func `readings are of the time since the one before`() throws {
    let run = try Excerpts.run(Toys.toll, seed: 3, seconds: 10)
    var before: [MeterReading]?
    try Excerpt(run, branch: 0, every: .milliseconds(250)).walk { stretch in
      for (index, reading) in stretch.readings.enumerated() {
        guard case .counter(let total, let rate) = reading else { continue }
        var earlier = UInt64(0)
        if let before, case .counter(let counted, _) = before[index] { earlier = counted }
        #expect(rate == Double(total - earlier) / 0.25)
      }
      before = stretch.readings
    }
    #expect(before != nil)
  }

  @Test func `what makes no sense is refused in one line`() throws {
    let run = try Excerpts.run(Toys.toll, seed: 1, seconds: 5)
    func refused(_ from: Double, _ until: Double?, _ every: Interval) throws -> String {
      let error = #expect(throws: BadInput.self) {
        try Excerpt(
          run, branch: 0, from: .start + .seconds(from), until: until.map { .start + .seconds($0) },
          every: every)
      }
      return try #require(error).description
    }
    #expect(try refused(5, nil, .seconds(1)) == "nothing lies between 5s and 5s, where it ends")
    #expect(try refused(3, 2, .seconds(1)) == "nothing lies between 3s and 2s, where it ends")
    #expect(try refused(0, nil, .zero) == "the meters are read every 1ms at most, not every 0s")
  }
}
