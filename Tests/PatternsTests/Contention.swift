import Patterns

#if canImport(Glibc)
  import Glibc
#endif

/// The world of aws-samples/aws-arch-backoff-simulator: read, read reply, write, write reply, each
/// |Normal(10, 2)| ms, and a write succeeds if the version is unchanged.
enum Contention {
  private struct Message {
    enum Kind { case read, readReply, write, writeReply }
    var time: Double
    var kind: Kind
    var client: Int
    var version = 0
    var succeeded = false
  }

  static func run(clients: Int, backoff: Backoff, seed: UInt64) -> (writes: Int, end: Double) {
    var chance = Chance(seed)
    func hop() -> Double {
      abs(10 + 2 * (-2 * log(1 - chance.uniform())).squareRoot() * cos(2 * .pi * chance.uniform()))
    }
    var messages = (0..<clients).map { Message(time: hop(), kind: .read, client: $0) }
    var failures = [Int](repeating: 0, count: clients)
    var sleeps = [Duration](repeating: .zero, count: clients)
    var version = 0
    var writes = 0
    var end = 0.0
    while let index = messages.indices.min(by: { messages[$0].time < messages[$1].time }) {
      var message = messages.remove(at: index)
      end = message.time
      switch message.kind {
      case .read:
        message.kind = .readReply
        message.version = version
      case .readReply: message.kind = .write
      case .write:
        writes += 1
        message.succeeded = message.version == version
        if message.succeeded { version += 1 }
        message.kind = .writeReply
      case .writeReply:
        if message.succeeded { continue }
        let client = message.client
        failures[client] += 1
        sleeps[client] = backoff.delay(
          afterFailure: failures[client], uniform: chance.uniform(), previous: sleeps[client])
        message.time += Double(sleeps[client].attoseconds) / 1e15
        message.kind = .read
      }
      message.time += hop()
      messages.append(message)
    }
    return (writes, end)
  }
}
