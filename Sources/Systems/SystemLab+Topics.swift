import Engine
import LabKit

extension SystemLab {
  /// What is published and not done yet: a line for each station that consumes it, so that each gets every message and
  /// its replicas share them.
  struct Channel: Sendable {
    /// The station that stands for it, and the positions of its lines.
    let station: Int, groups: Range<Int>
    var places = 0, deliveries = 1
  }

  /// The messages that a station has not taken yet.
  struct Group: Sendable {
    let topic: Int, station: Int
    /// Those that wait, and how many are worked on.
    var line = Line(), working = 0
  }

  /// How often what came of a message may be published again: what goes round in a circle ends.
  static let mostHops: UInt8 = 10

  /// How many messages of a topic nobody has taken yet.
  func lag(of topic: Channel) -> Int { topic.groups.reduce(0) { $0 + groups[$1].line.count } }

  /// Publishes what a job brings, for every station that consumes it; without a place in each line it fails.
  mutating func publish(_ job: Slot, in topic: Int, _ context: inout Context<SystemLab>) {
    let groups = topics[topic].groups, places = topics[topic].places
    guard frames[job].hops < SystemLab.mostHops, groups.allSatisfy({ self.groups[$0].line.count < places }) else {
      context.count(.unpublished, at: topics[topic].station)
      return goOn(job, isGood: false, &context)
    }
    for group in groups {
      var message = Frame(
        phase: .kept, place: -1, parent: Frame.nobody, parentTag: 0, number: frames[job].number,
        path: frames[job].path.byTopic(group), began: context.now, due: context.now)
      message.topic = Int32(group)
      message.key = frames[job].key
      message.kind = frames[job].kind
      message.priority = frames[job].priority
      message.hops = frames[job].hops + 1
      context.count(.published, at: topics[topic].station)
      let slot = frames.insert(message)
      self.groups[group].line.append(slot, priority: message.priority, inFront: false, &frames)
      feed(group, &context)
    }
    goOn(job, isGood: true, &context)
  }

  /// Gives messages to replicas that have a free slot, in turns.
  mutating func feed(_ group: Int, _ context: inout Context<SystemLab>) {
    let station = groups[group].station
    while groups[group].line.count > 0 {
      guard let place = leastBusy(of: station), let slot = groups[group].line.popFirst(&frames) else { return }
      frames[slot].place = Int32(place)
      (frames[slot].step, frames[slot].isGood) = (0, true)
      frames[slot].began = context.now
      context.count(.arrived, at: station)
      replicas[place].busy += 1
      groups[group].working += 1
      work(slot, &context)
    }
  }

  /// The replica with a free slot that works on least; of several the first, and nil when none is free.
  private func leastBusy(of station: Int) -> Int? {
    var best: Int?
    for place in stations[station].replicas.prefix(stations[station].present) {
      let replica = replicas[place], works = replica.state == .up || replica.state == .slow
      guard works, replica.busy < replica.servers, replica.line.count == 0 else { continue }
      if best.map({ replica.busy < replicas[$0].busy }) ?? true { best = place }
    }
    return best
  }

  /// A station is done with a message, or was when it crashed: what failed comes again, up to so many times.
  mutating func acknowledge(_ slot: Slot, isGood: Bool, _ context: inout Context<SystemLab>) {
    let group = Int(frames[slot].topic), topic = groups[group].topic, station = topics[topic].station
    groups[group].working -= 1
    guard !isGood else {
      context.count(.delivered, at: station)
      return frames.remove(slot)
    }
    guard Int(frames[slot].attempt) + 1 < topics[topic].deliveries else {
      context.count(.dead, at: station)
      return frames.remove(slot)
    }
    // Under a new tag: what its first delivery began is for nobody.
    var message = frames[slot]
    frames.remove(slot)
    message.attempt += 1
    message.path.tryAgain()
    message.phase = .kept
    context.count(.redelivered, at: station)
    let next = frames.insert(message)
    groups[group].line.append(next, priority: message.priority, inFront: false, &frames)
    feed(group, &context)
  }
}
