import Engine

/// Messages between nodes over a network that delays, loses, doubles and reorders them and may be partitioned.
///
/// What is under way lives in a slab, and the event that delivers it carries its slot and tag. What a message holds is
/// in no event, so its code is taken into the digest when it is sent.
public struct Mail<L: Lab, Content: Sendable>: Sendable {
  /// Delay, loss, doubling and reordering, all of which can be turned, and who is on which side.
  public var network: Network
  /// How many were sent, doubles not counted.
  @inlinable public var sent: Int { sentCount }
  /// How many of them and of their doubles were lost.
  @inlinable public var lost: Int { lostCount }
  @usableFromInline var sentCount = 0, lostCount = 0
  @usableFromInline var letters = Slab<Letter>()
  @usableFromInline var recent: Recent<Trace>
  @usableFromInline let event: L.Event

  /// A message that is under way or arrives.
  public struct Letter: Sendable {
    /// The nodes.
    public let from: Int, to: Int
    /// What it says.
    public let content: Content
    /// When it was sent, and when it arrives.
    public let sent: Instant, due: Instant
    /// Whether it is the second of two copies.
    public let isDouble: Bool
    @usableFromInline let number: Int

    @usableFromInline init(_ content: Content, number: Int, _ trace: Trace, isDouble: Bool) {
      (from, to, sent, due) = (trace.from, trace.to, trace.sent, trace.due)
      (self.content, self.number, self.isDouble) = (content, number, isDouble)
    }
  }

  /// What is remembered of a message, for a picture.
  public struct Trace: Sendable {
    /// The nodes.
    public let from: Int, to: Int
    /// What the lab tells messages apart by.
    public let mark: UInt8
    /// When it was sent, and when it arrives or would if it were not lost.
    public let sent: Instant, due: Instant
    /// When it was lost; nil if it was not.
    public internal(set) var lost: Instant?

    @usableFromInline init(from: Int, to: Int, mark: UInt8, sent: Instant, due: Instant, lost: Instant? = nil) {
      (self.from, self.to, self.mark) = (from, to, mark)
      (self.sent, self.due, self.lost) = (sent, due, lost)
    }

    @usableFromInline func isLost(at instant: Instant) -> Trace {
      var trace = self
      trace.lost = instant
      return trace
    }
  }

  /// A network without delay, loss and partition; the lab gets `event` for each message that arrives.
  public init(_ event: L.Event, nodes: Int, stream: some StreamKind, remembered: Int = 512) {
    self.event = event
    network = Network(nodes: nodes, delay: .constant(.zero), stream: DrawStream(UInt64(stream.rawValue + 1)))
    recent = Recent(remembered)
  }

  /// How many are under way.
  @inlinable public var underWay: Int { letters.count }
  /// What is under way, the oldest first; a double is one of its own. Complexity: O(n log n).
  public var flights: [Letter] { letters.alive.map { letters[$0] }.sorted { $0.number < $1.number } }
  /// The newest messages, the oldest first; a double is one of its own.
  public var traces: [Trace] { recent.all }

  /// Sends a message and says how many copies of it are under way: none when it is lost, two when it is doubled; `code`
  /// says for the digest what it holds, `mark` for a picture.
  @inlinable @discardableResult public mutating func send(
    _ content: Content, from sender: Int, to receiver: Int, code: UInt64, mark: UInt8 = 0, _ context: inout Context<L>
  ) -> Int {
    context.fold(code)
    sentCount += 1
    let copies = network.send(from: sender, to: receiver, now: context.now, seed: context.seed)
    guard let first = copies.first else {
      lostCount += 1
      let delay = network.delay.mean
      recent.append(
        Trace(
          from: sender, to: receiver, mark: mark, sent: context.now, due: context.now + delay,
          lost: context.now + delay * 0.5))
      return 0
    }
    let trace = Trace(from: sender, to: receiver, mark: mark, sent: context.now, due: first)
    put(content, trace, isDouble: false, &context)
    guard let second = copies.second else { return 1 }
    let double = Trace(from: sender, to: receiver, mark: mark, sent: context.now, due: second)
    put(content, double, isDouble: true, &context)
    return 2
  }

  @inlinable mutating func put(_ content: Content, _ trace: Trace, isDouble: Bool, _ context: inout Context<L>) {
    let letter = Letter(content, number: recent.append(trace), trace, isDouble: isDouble)
    let slot = letters.insert(letter)
    context.schedule(event, slot, tag: letters.tag(slot), at: trace.due)
  }

  /// The event came with this slot and tag: gives the message; nil for one that is void, or that is lost now because
  /// it would arrive across a partition.
  @inlinable public mutating func receive(_ slot: Slot, _ tag: UInt32, _ now: Instant) -> Letter? {
    guard let arrival = arrive(slot, tag, now), !arrival.isCut else { return nil }
    return arrival.letter
  }

  /// The event came with this slot and tag: gives the message, and whether it is lost now because it would arrive across
  /// a partition; nil for one that is void.
  @inlinable
  public mutating func arrive(_ slot: Slot, _ tag: UInt32, _ now: Instant) -> (letter: Letter, isCut: Bool)? {
    guard letters.holds(slot, tag) else { return nil }
    let letter = letters[slot], isCut = !network.connects(letter.from, letter.to)
    letters.remove(slot)
    if isCut {
      lostCount += 1
      recent[letter.number] = recent[letter.number]?.isLost(at: now)
    }
    return (letter, isCut)
  }

  /// Makes void and forgets all that is under way, as if it had never been sent.
  public mutating func clear() {
    for slot in letters.alive { letters.remove(slot) }
    recent = Recent(recent.bound)
  }
}
