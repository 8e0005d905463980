/// A network of nodes with delay, loss, duplication, reordering and partitions.
///
/// It says when the copies of a message arrive; the model schedules them and asks again on delivery whether
/// the link is still up.
public struct Network: Sendable {
  /// How long a message takes.
  public var delay: Distribution
  /// The probability that a message is lost.
  public var loss: Double
  /// The probability that a message arrives twice.
  public var duplication: Double
  /// The probability that a message may overtake earlier ones of its link; otherwise links are first in,
  /// first out.
  public var reordering: Double
  /// How many nodes there are.
  public let nodes: Int
  private var sides: ContiguousArray<Int>
  private var lastArrival: ContiguousArray<Instant>
  /// How many were sent over each link: the numbers belong to the link, so that one more message shifts no
  /// other link.
  private var sent: ContiguousArray<UInt64>
  private let stream: DrawStream

  /// A network without a partition; its numbers come from `stream`.
  public init(
    nodes: Int, delay: Distribution, loss: Double = 0, duplication: Double = 0, reordering: Double = 0,
    stream: DrawStream
  ) {
    self.nodes = max(0, nodes)
    self.delay = delay
    self.loss = loss
    self.duplication = duplication
    self.reordering = reordering
    self.stream = stream
    sides = ContiguousArray(repeating: 0, count: self.nodes)
    lastArrival = ContiguousArray(repeating: .start, count: self.nodes * self.nodes)
    sent = ContiguousArray(repeating: 0, count: self.nodes * self.nodes)
  }

  /// Puts a node on a side of the partition; nodes on different sides do not hear each other. All begin on
  /// side 0.
  public mutating func move(_ node: Int, toSide side: Int) { sides[node] = side }

  /// Whether messages from one node reach the other.
  public func connects(_ sender: Int, _ receiver: Int) -> Bool { sides[sender] == sides[receiver] }

  /// When the copies of a message sent now arrive: none when it is lost, two when it is doubled.
  ///
  /// What crosses a partition is lost on delivery and not here: a message that is under way when the link
  /// goes down is lost too, and the model asks `connects` when it would arrive.
  @inlinable @inline(__always)
  public mutating func send(from sender: Int, to receiver: Int, now: Instant, seed: UInt64) -> Arrivals {
    send(over: sender * nodes + receiver, now: now, seed: seed)
  }

  @usableFromInline
  mutating func send(over link: Int, now: Instant, seed: UInt64) -> Arrivals {
    var draw = Draw(seed: seed, stream: stream, entity: UInt64(link), attempt: sent[link])
    sent[link] &+= 1
    let isLost = draw.chance(loss)
    let isDoubled = draw.chance(duplication)
    let first = arrival(link, now, &draw)
    let second = arrival(link, now, &draw)
    guard !isLost else { return Arrivals(first: nil, second: nil) }
    lastArrival[link] = max(lastArrival[link], isDoubled ? max(first, second) : first)
    return Arrivals(first: first, second: isDoubled ? second : nil)
  }

  private func arrival(_ link: Int, _ now: Instant, _ draw: inout Draw) -> Instant {
    let due = now + delay.sample(&draw)
    return draw.chance(reordering) ? due : max(due, lastArrival[link])
  }

  /// When the copies of one message arrive.
  public struct Arrivals: Sendable {
    /// The message, unless it is lost.
    public let first: Instant?
    /// Its double, if there is one.
    public let second: Instant?
  }
}
