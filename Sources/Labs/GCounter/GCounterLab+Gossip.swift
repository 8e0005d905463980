import Engine
import LabKit
import Patterns

extension GCounterLab {
  /// What one replica tells another.
  struct Message: Sendable {
    /// What it carries of the replicated type.
    enum Payload: Sendable {
      case state(State), delta(PNCounter.Delta), acknowledgement

      var entries: Int {
        switch self {
        case .state(let state): state.entries
        case .delta(let delta): delta.size
        case .acknowledgement: 0
        }
      }

      /// 20 bytes for sender, receiver, number of the change and kind; 4 and 8 for which replica and its count.
      var bytes: Int { 20 + 12 * entries }
    }

    let from: Int, to: Int, sent: Instant, payload: Payload, news: Plain.News
    /// The change up to which it tells, or which it acknowledges; nil when nobody waits for an acknowledgement.
    let upTo: UInt64?
    /// By which a trace knows it and its double, and what the sender knew, to check that a delta told all of it.
    let number: UInt64, knew: PNCounter
  }

  /// A message that never made it, for the panel.
  struct Loss: Sendable { let message: Message, at: Instant, isCut: Bool }

  /// Begins the timers of all members anew, spread over the period: replicas have no common clock.
  mutating func beginGossip(_ context: inout Context<GCounterLab>) {
    timers &+= 1
    guard period > .zero else { return }
    for replica in 0..<members {
      let phase = period * (Double(replica + 1) / Double(members))
      context.schedule(.gossip, Slot(replica), tag: timers, after: phase)
    }
  }

  /// A replica tells one other what it knows.
  mutating func gossip(_ replica: Int, _ context: inout Context<GCounterLab>) {
    context.schedule(.gossip, Slot(replica), tag: timers, after: period)
    replicas[replica].rounds &+= 1
    guard !replicas[replica].isDown else { return }
    var draw = context.draw(Stream.peer, replica, attempt: replicas[replica].rounds)
    let other = draw.below(members - 1), peer = other < replica ? other : other + 1
    let state = Message.Payload.state(replicas[replica].state)
    context.count(.bytesIfFull, state.bytes)
    let isDelta = context.knobs.send == .delta
    guard !isDelta || replicas[replica].interval.hasNews(for: peer) else { return }
    let news = isDelta ? replicas[replica].interval.tell(peer) : nil
    let plain = replicas[replica].plain.news(for: peer)
    // Of the other types the whole state is told, which has changed.
    let payload = news.map { type.counts ? delta(replica, $0.positions) : state } ?? state
    send(payload, plain, upTo: news?.upTo, from: replica, to: peer, &context)
  }

  /// What a peer has not acknowledged.
  private func delta(_ replica: Int, _ positions: [Int]) -> Message.Payload {
    let half = Self.mostReplicas, removed = positions.filter { $0 >= half }.map { $0 - half }
    let added = positions.filter { $0 < half }
    return .delta(replicas[replica].state.counter.delta(ofAdded: added, ofRemoved: removed))
  }

  private mutating func send(
    _ payload: Message.Payload, _ news: Plain.News, upTo: UInt64?, from sender: Int, to receiver: Int,
    _ context: inout Context<GCounterLab>
  ) {
    let message = Message(
      from: sender, to: receiver, sent: context.now, payload: payload, news: news, upTo: upTo,
      number: UInt64(mail.sent), knew: replicas[sender].state.counter)
    context.count(.messagesSent)
    context.count(.entriesSent, payload.entries)
    context.count(.bytesSent, payload.bytes)
    let code = UInt64(payload.entries) << 48 ^ (upTo ?? 0) << 24 ^ UInt64(bitPattern: news.last)
    switch mail.send(message, from: sender, to: receiver, code: code, &context) {
    case 0: lose(message, isCut: false, cause: networkCause, &context)
    case 2: context.count(.messagesDoubled)
    default: break
    }
  }

  private mutating func lose(_ message: Message, isCut: Bool, cause: NoteID, _ context: inout Context<GCounterLab>) {
    let amount = type.counts ? message.news.amount : 0
    context.count(.messagesLost)
    trace(message, "lost", &context)
    losses.append(Loss(message: message, at: context.now, isCut: isCut))
    context.note(
      amount == 0 ? .lost(message.from, message.to) : .plainLoses(message.from, message.to, amount), cause: cause)
    guard amount != 0 else { return }
    progress.plainLost += amount
    context.count(.plainLost, Int(abs(amount)))
    context.reach(.plainLoses)
  }

  private func trace(_ message: Message, _ outcome: String, _ context: inout Context<GCounterLab>) {
    context.span(
      "\(Self.name(message.from)) to \(Self.name(message.to))", of: message.number, outcome, since: message.sent)
  }

  /// A message arrives, if its receiver can be reached then.
  mutating func receive(_ slot: Slot, _ tag: UInt32, _ context: inout Context<GCounterLab>) {
    guard let (letter, isCut) = mail.arrive(slot, tag, context.now) else { return }
    let message = letter.content, (from, to) = (letter.from, letter.to)
    let isDown = to < members && replicas[to].isDown
    guard !isCut, !isDown, to < members else {
      let fault = isDown ? context.cause(.crash) : context.cause(.partition)
      return lose(message, isCut: true, cause: fault == .chance ? networkCause : fault, &context)
    }
    came += 1
    trace(message, "arrived", &context)
    if case .acknowledgement = message.payload {
      replicas[to].interval.acknowledge(from, upTo: message.upTo ?? 0)
      return
    }
    hear(message, isDouble: letter.isDouble, &context)
    guard message.upTo != nil else { return }
    send(.acknowledgement, Plain.News(), upTo: message.upTo, from: to, to: from, &context)
  }

  private mutating func hear(_ message: Message, isDouble: Bool, _ context: inout Context<GCounterLab>) {
    let to = message.to, amount = message.news.amount
    replicas[to].plain.hear(message.news)
    let changed = absorb(message.payload, into: to, at: context.now)
    context.count(changed > 0 ? .merges : .mergesIdle)
    context.note(.merged(message.from, to, changed))
    if case .delta = message.payload {
      context.check(
        .deltaSuffices, replicas[to].state.counter.covers(message.knew),
        "\(Self.name(to)) misses something of \(Self.name(message.from))")
    }
    guard isDouble else { return }
    context.reach(.duplicateHarmless)
    guard amount != 0, type.counts else { return }
    progress.plainDoubled += amount
    context.count(.plainDoubled, Int(abs(amount)))
    context.reach(.plainDoubles)
    context.note(.plainDoubles(message.from, to, amount), cause: networkCause)
  }

  /// A replica takes over what it hears, and says how much of it was new; that it has to tell others in its turn.
  private mutating func absorb(_ payload: Message.Payload, into replica: Int, at now: Instant) -> Int {
    let before = replicas[replica].state.counter, changed: Int
    switch payload {
    case .state(let state): changed = replicas[replica].state.merge(state)
    case .delta(let delta): changed = replicas[replica].state.counter.merge(delta)
    case .acknowledgement: return 0
    }
    guard changed > 0 else { return 0 }
    let counter = replicas[replica].state.counter
    if replicas[replica].raised.at != now { replicas[replica].raised = (0, now) }
    for entry in counter.added.delta(since: before.added).entries {
      replicas[replica].interval.change(entry.replica)
      replicas[replica].raised.positions |= 1 << UInt64(entry.replica)
    }
    for entry in counter.removed.delta(since: before.removed).entries {
      replicas[replica].interval.change(Self.mostReplicas + entry.replica)
      replicas[replica].raised.positions |= 1 << UInt64(entry.replica)
    }
    if !type.counts { replicas[replica].interval.change(0) }
    return changed
  }

  /// All replicas that hear each other and are up come to know the same, at once and without messages.
  mutating func mergeNow(_ context: inout Context<GCounterLab>) {
    for first in 0..<members where !replicas[first].isDown {
      let company = (0..<members).filter { !replicas[$0].isDown && mail.network.connects(first, $0) }
      guard company.first == first else { continue }
      for other in company where other != first {
        _ = absorb(.state(replicas[other].state), into: first, at: context.now)
      }
      for other in company where other != first {
        _ = absorb(.state(replicas[first].state), into: other, at: context.now)
      }
      for from in company {
        for to in company where to != from { replicas[to].plain.hear(replicas[from].plain.news(for: to)) }
      }
    }
    context.note(.mergedByHand(type), cause: context.input)
  }

  /// A member leaves in good order: the first one that stays takes over what it knows.
  mutating func leave(_ replica: Int, at now: Instant) {
    _ = absorb(.state(replicas[replica].state), into: 0, at: now)
    replicas[0].plain.hear(replicas[replica].plain.news(for: 0))
  }
}
