import Engine
import FirstEdition
import Patterns

extension CounterLab {
  /// Begins the timers of all members anew, spread over the interval: replicas have no common clock.
  mutating func scheduleGossip(_ context: inout Context<CounterLab>) {
    generation &+= 1
    guard knobs.gossipMilliseconds > 0 else { return }
    for replica in 0..<members {
      let phase = Double(replica + 1) / Double(members)
      context.schedule(.gossip(timer(replica)), after: .milliseconds(knobs.gossipMilliseconds * phase))
    }
  }

  private func timer(_ replica: Int) -> UInt32 {
    generation &* UInt32(CounterLab.mostReplicas) &+ UInt32(replica)
  }

  /// A replica tells one other what it knows.
  mutating func gossip(_ timer: UInt32, _ context: inout Context<CounterLab>) {
    let from = Int(timer % UInt32(CounterLab.mostReplicas))
    guard timer == self.timer(from) else { return }
    context.schedule(.gossip(timer), after: .milliseconds(knobs.gossipMilliseconds))
    replicas[from].rounds &+= 1
    guard !replicas[from].isDown else { return }
    var draw = context.draw(.counterPeer, from, attempt: replicas[from].rounds)
    let other = draw.below(members - 1)
    tell(other < from ? other : other + 1, from: from, &context)
  }

  private mutating func tell(_ to: Int, from: Int, _ context: inout Context<CounterLab>) {
    context.count(.bytesIfFull, fullBytes(from))
    let isDelta = knobs.gossip == .delta
    guard !isDelta || replicas[from].interval.hasNews(for: to) else { return }
    let news = isDelta ? replicas[from].interval.tell(to) : nil
    let payload = news.map { delta(from, $0.positions) } ?? everything(from)
    let plain = replicas[from].plain.news(for: to)
    send(payload, plain, from: from, to: to, upTo: news?.upTo, &context)
  }

  /// Everything that a replica knows.
  func everything(_ replica: Int) -> Message.Payload {
    switch knobs.type {
    case .gCounter: .counter(replicas[replica].counter)
    case .pnCounter: .pnCounter(replicas[replica].pnCounter)
    case .orSet: .set(replicas[replica].set, heard: replicas[replica].heard)
    case .register: .register(replicas[replica].register)
    }
  }

  /// What a peer has not acknowledged: positions of a counter; of the other types the whole state, which has changed.
  private func delta(_ replica: Int, _ positions: [Int]) -> Message.Payload {
    let half = CounterLab.mostReplicas
    switch knobs.type {
    case .gCounter:
      return .counterDelta(replicas[replica].counter.delta(of: positions))
    case .pnCounter:
      return .pnCounterDelta(
        replicas[replica].pnCounter.delta(
          ofAdded: positions.filter { $0 < half },
          ofRemoved: positions.filter { $0 >= half }.map { $0 - half }))
    case .orSet, .register: return everything(replica)
    }
  }

  private func fullBytes(_ replica: Int) -> Int {
    let entries: Int
    switch knobs.type {
    case .gCounter: entries = replicas[replica].counter.size
    case .pnCounter: entries = replicas[replica].pnCounter.size
    case .orSet: entries = replicas[replica].set.size + replicas[replica].heard.size
    case .register: entries = 1
    }
    return Message.headerBytes + entries * Message.entryBytes
  }

  private func send(
    _ payload: Message.Payload, from: Int, to: Int, _ news: Plain.News, upTo: UInt64?, due: Instant,
    sent: Instant, isCopy: Bool
  ) -> Message {
    let knew = knobs.type == .gCounter ? replicas[from].counter : replicas[from].pnCounter.added
    return Message(
      number: traffic.sent, from: from, to: to, sent: sent, due: due, payload: payload, news: news,
      upTo: upTo, knew: knew, isCopy: isCopy)
  }

  private mutating func send(
    _ payload: Message.Payload, _ news: Plain.News, from: Int, to: Int, upTo: UInt64?,
    _ context: inout Context<CounterLab>
  ) {
    traffic.sent += 1
    let message = send(
      payload, from: from, to: to, news, upTo: upTo, due: context.now, sent: context.now, isCopy: false)
    context.count(.messagesSent)
    context.count(.entriesSent, message.entries)
    context.count(.bytesSent, message.bytes)
    let arrivals = network.send(from: from, to: to, context)
    guard let first = arrivals.first else {
      return lose(message, isCut: false, cause: networkCause, &context)
    }
    release(message, at: first, isCopy: false, &context)
    if let second = arrivals.second {
      context.count(.messagesDoubled)
      release(message, at: second, isCopy: true, &context)
    }
  }

  private mutating func release(
    _ message: Message, at due: Instant, isCopy: Bool, _ context: inout Context<CounterLab>
  ) {
    var copy = message
    copy.due = due
    copy.isCopy = isCopy
    traffic.released += 1
    traffic.underWay += 1
    context.schedule(.arrives(messages.insert(copy)), at: due)
  }

  private mutating func lose(
    _ message: Message, isCut: Bool, cause: NoteID, _ context: inout Context<CounterLab>
  ) {
    context.count(.messagesLost)
    traceMessage(message, hasArrived: false, &context)
    let amount = message.news.amount
    traffic.lose(Loss(from: message.from, to: message.to, at: context.now, amount: amount, isCut: isCut))
    guard amount != 0, knobs.type == .gCounter || knobs.type == .pnCounter else {
      context.note(.lost(message.from, message.to), cause: cause)
      return
    }
    context.count(.plainLost, Int(abs(amount)))
    context.reach(.plainLoses)
    context.note(.plainLoses(message.from, message.to, amount), cause: cause)
  }

  private mutating func traceMessage(
    _ message: Message, hasArrived: Bool, _ context: inout Context<CounterLab>
  ) {
    context.trace(
      .message(number: UInt64(message.number), from: message.from, to: message.to, hasArrived: hasArrived),
      since: message.sent)
  }

  /// A message arrives, if its receiver can be reached then.
  mutating func receive(_ slot: UInt32, _ context: inout Context<CounterLab>) {
    let message = messages[slot]
    messages[slot].isAlive = false
    messages.remove(slot)
    guard message.isAlive else { return }
    traffic.underWay -= 1
    let to = message.to
    guard to < members, !replicas[to].isDown, network.connects(message.from, to) else {
      traffic.cut += 1
      let cause = to < members && replicas[to].isDown ? crash : partition
      return lose(message, isCut: true, cause: cause ?? networkCause, &context)
    }
    traffic.came += 1
    traceMessage(message, hasArrived: true, &context)
    if case .acknowledgement = message.payload {
      if let upTo = message.upTo { replicas[to].interval.acknowledge(message.from, upTo: upTo) }
      return
    }
    take(message, &context)
    guard let upTo = message.upTo else { return }
    let silence = Plain.News(amount: 0, last: 0, bits: 0, value: 0)
    send(.acknowledgement, silence, from: to, to: message.from, upTo: upTo, &context)
  }

  private mutating func take(_ message: Message, _ context: inout Context<CounterLab>) {
    let to = message.to
    replicas[to].plain.hear(message.news)
    let changed = absorb(message.payload, into: to)
    context.count(changed > 0 ? .merges : .mergesIdle)
    context.note(.merged(message.from, to, changed))
    checkDelta(message, &context)
    guard message.isCopy else { return }
    context.reach(.duplicateHarmless)
    guard message.news.amount != 0, knobs.type == .gCounter || knobs.type == .pnCounter else { return }
    traffic.plainDoubled += message.news.amount
    context.count(.plainDoubled, Int(abs(message.news.amount)))
    context.reach(.plainDoubles)
    context.note(.plainDoubles(message.from, to, message.news.amount), cause: networkCause)
  }

  /// After a delta the receiver knows at least what the sender knew when it sent it, as after a full state.
  private func checkDelta(_ message: Message, _ context: inout Context<CounterLab>) {
    let now: GCounter
    switch message.payload {
    case .counterDelta: now = replicas[message.to].counter
    case .pnCounterDelta: now = replicas[message.to].pnCounter.added
    default: return
    }
    let order = now.compared(to: message.knew)
    context.check(
      .deltaSuffices, order == .equal || order == .after,
      "\(CounterLab.name(message.to)) misses something of \(CounterLab.name(message.from))")
  }
}
