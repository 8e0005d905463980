import Patterns

/// Nodes in virtual time, in ms: a network that delays, loses, doubles and reorders, disks that take their time,
/// timers drawn at random. `RaftLaws` watches everything that the nodes put out.
struct RaftWorld {
  typealias Node = RaftNode<Int>

  struct Conditions {
    var oneWay = 1.0...20.0
    var write = 0.0...5.0
    var timeout = 150.0...300.0
    var heartbeat = 50.0
    var loss = 0.0
    var doubling = 0.0
    /// The part of messages that take up to 20 times longer.
    var stray = 0.0
  }

  private enum Event {
    case message(Node.Message, from: Int, to: Int)
    case written(Int, number: Int)
    case electionTimer(Int, setting: Int)
    case heartbeatTimer(Int, setting: Int)
  }

  var nodes: [Node]
  var conditions: Conditions
  var laws: RaftLaws
  var now = 0.0
  /// Which nodes hear each other: those with the same number.
  var parts: [Int]
  var chance: Chance
  private var agenda = Agenda<Event>()
  private var electionTimers: [Int]
  private var heartbeatTimers: [Int]
  private var writes: [Int]
  private var outputs: [Node.Output] = []

  init(nodes: [Node], conditions: Conditions, seed: UInt64) {
    self.nodes = nodes
    self.conditions = conditions
    laws = RaftLaws(count: nodes.count)
    parts = Array(repeating: 0, count: nodes.count)
    electionTimers = parts
    heartbeatTimers = parts
    writes = parts
    chance = Chance(seed)
  }

  /// Everything until a time, or until something is true after an event; whether it became true.
  @discardableResult
  mutating func run(until end: Double, or isDone: (RaftWorld) -> Bool = { _ in false }) -> Bool {
    while let time = agenda.nextTime, time <= end {
      now = time
      handle(agenda.pop())
      if isDone(self) { return true }
    }
    now = end
    return false
  }

  private mutating func handle(_ event: Event) {
    switch event {
    case .message(let message, let from, let to):
      if parts[from] == parts[to] { input(to) { $0.receive(message, from: from, into: &$1) } }
    case .written(let id, let number): input(id) { $0.persisted(number, into: &$1) }
    case .electionTimer(let id, let setting):
      if electionTimers[id] == setting { input(id) { $0.electionTimedOut(into: &$1) } }
    case .heartbeatTimer(let id, let setting):
      if heartbeatTimers[id] == setting { input(id) { $0.heartbeatDue(into: &$1) } }
    }
  }

  mutating func start(_ id: Int) { input(id) { $0.start(into: &$1) } }

  /// Crashes; a write that is under way may still reach the disk, but nobody learns of it.
  mutating func crash(_ id: Int, finishesWrite: Bool = false) {
    if finishesWrite {
      var unheard: [Node.Output] = []
      nodes[id].persisted(writes[id], into: &unheard)
    }
    input(id) { $0.crash(into: &$1) }
  }

  /// Proposes at all who believe to lead.
  mutating func propose(_ command: Int) {
    for id in nodes.indices where nodes[id].role == .leader {
      let own = command * nodes.count + id
      input(id) { _ = $0.propose(own, into: &$1) }
    }
  }

  private mutating func input(_ id: Int, _ change: (inout Node, inout [Node.Output]) -> Void) {
    outputs.removeAll(keepingCapacity: true)
    change(&nodes[id], &outputs)
    for output in outputs {
      switch output {
      case .send(let message, let to): send(message, from: id, to: to)
      case .write(let number):
        writes[id] = number
        agenda.add(.written(id, number: number), at: now + draw(conditions.write))
      case .startElectionTimer:
        electionTimers[id] += 1
        agenda.add(.electionTimer(id, setting: electionTimers[id]), at: now + draw(conditions.timeout))
      case .startHeartbeatTimer:
        heartbeatTimers[id] += 1
        agenda.add(.heartbeatTimer(id, setting: heartbeatTimers[id]), at: now + conditions.heartbeat)
      case .became, .voted, .committed, .overwritten, .lost: break
      }
      laws.watch(output, of: id, nodes: nodes)
    }
    laws.watchLog(of: id, nodes: nodes)
  }

  private mutating func send(_ message: Node.Message, from: Int, to: Int) {
    for _ in 0..<(chance.happens(conditions.doubling) ? 2 : 1) where !chance.happens(conditions.loss) {
      var delay = draw(conditions.oneWay)
      if chance.happens(conditions.stray) { delay *= 1 + 19 * chance.uniform() }
      agenda.add(.message(message, from: from, to: to), at: now + delay)
    }
  }

  mutating func draw(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * chance.uniform()
  }
}

/// Events in order of their time, and of their adding where that is equal.
private struct Agenda<Event> {
  private var heap: [(time: Double, number: Int, event: Event)] = []
  private var added = 0

  var nextTime: Double? { heap.first?.time }

  mutating func add(_ event: Event, at time: Double) {
    added += 1
    heap.append((time, added, event))
    var child = heap.count - 1
    while child > 0, comesBefore(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> Event {
    heap.swapAt(0, heap.count - 1)
    let event = heap.removeLast().event
    var parent = 0
    while true {
      var first = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && comesBefore(child, first) {
        first = child
      }
      if first == parent { return event }
      heap.swapAt(first, parent)
      parent = first
    }
  }

  private func comesBefore(_ left: Int, _ right: Int) -> Bool {
    (heap[left].time, heap[left].number) < (heap[right].time, heap[right].number)
  }
}
