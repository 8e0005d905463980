import Engine
import Testing

/// The event log: bounded, in order, with causes.
@Suite struct NoteTests {
  private var log = Notes<Int>()
  private var recording: Recording<Int>?

  @discardableResult
  private mutating func add(
    _ number: Int, _ level: NoteLevel = .detail, topic: Int = 0, cause: NoteID = .chance
  ) -> NoteID {
    log.add(.world(number), level: level, topic: topic, at: .start, cause: cause, recording: &recording)
  }

  private mutating func addInput(_ text: String) -> NoteID {
    log.add(.input(text), level: .headline, topic: nil, at: .start, cause: .chance, recording: &recording)
  }

  private func numbers(_ notes: [NoteEntry<Int>]) -> [Int?] {
    notes.map { if case .world(let number) = $0.content { number } else { nil } }
  }

  @Test mutating func `each level has its own bound`() {
    for number in 0..<5 { add(number, .headline) }
    for number in 0..<1000 { add(number, topic: 1) }
    #expect(log.count == 1005)
    let all = log.newest(.max)
    #expect(numbers(all) == Array(0..<5) + Array(872..<1000))
    #expect(all.map(\.id) == all.map(\.id).sorted())
    #expect(numbers(log.newest(.max, upTo: .observation)) == [0, 1, 2, 3, 4])
    #expect(numbers(log.newest(2)) == [998, 999])
    #expect(log.newest(-1).isEmpty)
  }

  @Test mutating func `topics and levels are counted, however many notes were pushed out`() {
    for number in 0..<1000 { add(number, number % 10 == 0 ? .headline : .detail, topic: number % 4) }
    _ = addInput("an input is about nothing")
    #expect(log.count(topics: [0]) == 250 && log.count(topics: [1, 2]) == 500)
    #expect(log.count(topics: [9]) == 0)
    #expect(log.count(upTo: .headline) == 101 && log.count(upTo: .detail) == 1001)
  }

  @Test mutating func `causes make a chain`() {
    let input = addInput("seven")
    let first = add(1, .observation, cause: input)
    add(2)
    let second = add(3, .headline, cause: first)
    let chain = log.chain(from: second)
    #expect(numbers(chain) == [3, 1, nil])
    #expect(chain.map(\.level) == [.headline, .observation, .headline])
    #expect(chain.last?.cause == .chance)
    #expect(log[second]?.cause == first)
  }

  @Test mutating func `a chain ends where the log was cut`() {
    let first = add(1)
    for number in 0..<200 { add(number) }
    let last = add(3, .headline, cause: first)
    #expect(log[first] == nil)
    #expect(numbers(log.chain(from: last)) == [3])
    #expect(log.chain(from: .chance).isEmpty)
  }

  @Test mutating func `a recording keeps what the log forgets`() {
    add(-1)
    recording = Recording()
    for number in 0..<1000 { add(number) }
    #expect(numbers(Array(recording?.notes ?? [])) == Array(0..<1000))
  }
}
