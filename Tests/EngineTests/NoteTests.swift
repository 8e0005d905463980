import Engine
import FirstEdition
import Testing

/// The event log: bounded, in order, with causes.
@Suite struct NoteTests {
  @Test func eachLevelHasItsOwnBound() {
    var run = ProbeModel.run
    for number in 0..<5 { run.context.note(.headline(number, topic: 0)) }
    for number in 0..<1000 { run.context.note(.detail(number, topic: 1)) }
    let notes = run.context.notes
    #expect(notes.count == 1005)
    let all = notes.newest(.max)
    let kept: [Int] = Array(0..<5) + Array(872..<1000)
    #expect(all.map(\.text) == kept.map { "\($0)" })
    #expect(all.map(\.id) == all.map(\.id).sorted())
    #expect(notes.newest(.max, upTo: .observation).map(\.text) == ["0", "1", "2", "3", "4"])
    #expect(notes.newest(2).map(\.text) == ["998", "999"])
    #expect(notes.newest(-1).isEmpty)
  }

  @Test func topicsAreCounted() {
    var run = ProbeModel.run
    for number in 0..<10 { run.context.note(.detail(number, topic: number % 3)) }
    #expect(run.context.notes.count(topics: [0]) == 4)
    #expect(run.context.notes.count(topics: [1, 2]) == 6)
    #expect(run.context.notes.count(topics: [9]) == 0)
  }

  @Test func causesMakeAChain() {
    var run = ProbeModel.run
    run.apply(.act(7, isOn: true), "seven")
    let input = run.context.input
    let first = run.context.note(.observation(1, topic: 0), cause: input)
    run.context.note(.detail(2, topic: 0))
    let second = run.context.note(.headline(3, topic: 0), cause: first)
    let chain = run.context.notes.chain(from: second)
    #expect(chain.map(\.text) == ["3", "1", "seven"])
    #expect(chain.map(\.level) == [.headline, .observation, .headline])
    #expect(chain.last?.cause == .chance)
    #expect(run.context.notes[second]?.cause == first)
  }

  @Test func aChainEndsWhereTheLogWasCut() {
    var run = ProbeModel.run
    let first = run.context.note(.detail(1, topic: 0))
    for number in 0..<200 { run.context.note(.detail(number, topic: 0)) }
    let last = run.context.note(.headline(3, topic: 0), cause: first)
    #expect(run.context.notes[first] == nil)
    #expect(run.context.notes.chain(from: last).map(\.text) == ["3"])
    #expect(run.context.notes.chain(from: .chance).isEmpty)
  }

  @Test func anInputIsTheCauseOfWhatItBringsAbout() {
    var run = ProbeModel.run
    run.advance(until: .start + .seconds(4))
    run.apply(.act(7, isOn: true), "seven")
    let note = run.context.notes.newest(1)[0]
    #expect(note.text == "7" && note.at == .start + .seconds(4))
    #expect(run.context.notes[note.cause]?.text == "seven")
  }
}
