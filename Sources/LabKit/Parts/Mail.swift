import Engine

/// Messages between nodes over a network that delays, loses, doubles and reorders them and may be partitioned.
///
/// What is under way lives in a slab, and the event that delivers it carries its slot and tag. What a message holds is
/// in no event, so its code is taken into the digest when it is sent.
public struct Mail<L: Lab, Content: Sendable>: Sendable {
  /// Delay, loss, doubling and reordering, all of which can be turned, and who is on which side.
  public var network: Network
  /// How many were sent, doubles not counted, and how many of them and of their doubles were lost.
  public private(set) var sent = 0, lost = 0
  private var letters = Slab<Letter>()
  private var recent: Recent<Trace>
  private let event: L.Event

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
    fileprivate let number: Int
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
  }

  /// A network without delay, loss and partition; the lab gets `event` for each message that arrives.
  public init(_ event: L.Event, nodes: Int, stream: some StreamKind, remembered: Int = 512) {
    self.event = event
    network = Network(
      nodes: nodes, delay: .constant(.zero), stream: DrawStream(UInt64(stream.rawValue + 1)))
    recent = Recent(remembered)
  }

  /// How many are under way.
  public var underWay: Int { letters.count }
  /// What is under way, the oldest first; a double is one of its own. Complexity: O(n log n).
  public var flights: [Letter] { letters.alive.map { letters[$0] }.sorted { $0.number < $1.number } }
  /// The newest messages, the oldest first; a double is one of its own.
  public var traces: [Trace] { recent.all }

  /// Sends a message and says how many copies of it are under way: none when it is lost, two when it is doubled; `code`
  /// says for the digest what it holds, `mark` for a picture.
  @discardableResult
  public mutating func send(
    _ content: Content, from sender: Int, to receiver: Int, code: UInt64, mark: UInt8 = 0,
    _ context: inout Context<L>
  ) -> Int {
    context.fold(code)
    sent += 1
    let copies = network.send(from: sender, to: receiver, now: context.now, seed: context.seed)
    guard let first = copies.first else {
      lost += 1
      let delay = network.delay.mean
      recent.append(
        Trace(
          from: sender, to: receiver, mark: mark, sent: context.now, due: context.now + delay,
          lost: context.now + delay * 0.5))
      return 0
    }
    for (due, isDouble) in [(first, false), (copies.second, true)] {
      guard let due else { continue }
      let number = recent.append(
        Trace(from: sender, to: receiver, mark: mark, sent: context.now, due: due, lost: nil))
      let slot = letters.insert(
        Letter(
          from: sender, to: receiver, content: content, sent: context.now, due: due,
          isDouble: isDouble, number: number))
      context.schedule(event, slot, tag: letters.tag(slot), at: due)
    }
    return copies.second == nil ? 1 : 2
  }

  /// The event came with this slot and tag: gives the message; nil for one that is void, or that is lost now because
  /// it would arrive across a partition.
  public mutating func receive(_ slot: Slot, _ tag: UInt32, _ now: Instant) -> Letter? {
    guard let arrival = arrive(slot, tag, now), !arrival.isCut else { return nil }
    return arrival.letter
  }

  /// The event came with this slot and tag: gives the message, and whether it is lost now because it would arrive across
  /// a partition; nil for one that is void.
  public mutating func arrive(_ slot: Slot, _ tag: UInt32, _ now: Instant) -> (letter: Letter, isCut: Bool)? {
    guard letters.holds(slot, tag) else { return nil }
    let letter = letters[slot], isCut = !network.connects(letter.from, letter.to)
    letters.remove(slot)
    if isCut {
      lost += 1
      recent[letter.number]?.lost = now
    }
    return (letter, isCut)
  }

  /// Makes void and forgets all that is under way, as if it had never been sent.
  public mutating func clear() {
    for slot in letters.alive { letters.remove(slot) }
    recent = Recent(recent.bound)
  }
}
