import Engine
import LabKit
import Patterns

extension SystemLab {
  /// What a replica has by key, and who looks for a key on behalf of others: the slot of a job.
  struct Store: Sendable {
    var cache: KeyedCache?, leaders: ContiguousArray<Slot> = []
  }

  /// Until when a key is kept that has no time to live.
  private static let forever = Duration.nanoseconds(Int64.max)

  /// An empty store, and nobody who looks for a key.
  mutating func clear(_ place: Int, station: Int, _ blueprint: Blueprint) {
    let store = blueprint.stations[station].store!
    let capacity = Int(blueprint.settings[store.entries].value)
    stores[place].cache = KeyedCache(
      keys: store.keys, capacity: stores[place].cache?.capacity ?? capacity, eviction: store.eviction)
    stores[place].leaders = ContiguousArray(repeating: Frame.nobody, count: store.keys)
  }

  /// Fills the stores that are warm as they would be after a long time: each key is there as likely as it would be,
  /// and as old.
  mutating func warm(_ context: inout Context<SystemLab>) {
    for (index, station) in context.blueprint.stations.enumerated() {
      guard let store = station.store, store.isWarm, let source = store.use,
        let keys = context.blueprint.sources[source].keys
      else { continue }
      let rate = rate(of: context.blueprint.sources[source], context.knobs) / Double(station.replicas.count)
      let ttl = stations[index].ttl.seconds
      for place in station.replicas {
        // The most wanted last, so that they are the ones that were used last.
        for key in (0..<min(keys.count, Int(context.knobs[store.entries]))).reversed() {
          var draw = context.draw(Stream.life(index), key, attempt: place)
          let asked = rate * keys.shares[key] * ttl
          let age = draw.uniform()
          guard stations[index].lives == false || draw.chance(asked / (1 + asked)) else { continue }
          let left = stations[index].lives ? Interval.seconds(ttl * (1 - age)).duration : SystemLab.forever
          stores[place].cache!.insert(key, until: left)
        }
      }
    }
  }

  /// How many requests of a source come a second; of users as if every answer came at once.
  private func rate(of source: Blueprint.Source, _ knobs: [Double]) -> Double {
    if let arrivals = source.arrivals { return knobs[arrivals] }
    return knobs[source.users!] / max(0.001, knobs[source.think!.mean] / 1000)
  }

  /// A job looks for its key; what is not there is asked for, once for many where the file says so.
  mutating func look(_ slot: Slot, _ call: Int, _ context: inout Context<SystemLab>) {
    let place = Int(frames[slot].place), station = replicas[place].station, key = Int(frames[slot].key)
    guard !stores[place].cache!.look(for: key, at: context.now.duration) else {
      context.count(.hits, at: station)
      frames[slot].phase = .calls
      return goOn(slot, isGood: true, &context)
    }
    context.count(.misses, at: station)
    if stations[station].coalesces {
      let leader = stores[place].leaders[key]
      if leader != Frame.nobody {
        frames[slot].phase = .joins
        frames[slot].next = frames[leader].next
        frames[leader].next = slot
        context.count(.joined, at: station)
        return
      }
      stores[place].leaders[key] = slot
      frames[slot].next = Frame.nobody
      frames[slot].holds = true
    }
    frames[slot].phase = .calls
    begin(call, for: slot, &context)
  }

  /// The call for a key is over: what it brought is kept, and goes to everybody who waited for it.
  mutating func found(_ slot: Slot, isGood: Bool, _ context: inout Context<SystemLab>) {
    let place = Int(frames[slot].place), station = replicas[place].station, key = Int(frames[slot].key)
    if isGood {
      var life = SystemLab.forever
      if stations[station].lives {
        var ttl = stations[station].ttl
        let jitter = context.blueprint.stations[station].store!.jitter
        if jitter > 0 {
          var draw = context.draw(Stream.life(station), frames[slot].number, attempt: frames[slot].path.bits)
          ttl = ttl * (1 - jitter * draw.uniform())
        }
        life = (context.now + ttl).duration
      }
      stores[place].cache!.insert(key, until: life)
    }
    var follower = Frame.nobody
    if frames[slot].holds {
      context.check(.flights, stores[place].leaders[key] == slot, "two ask for key \(key + 1)")
      follower = frames[slot].next
      (frames[slot].holds, frames[slot].next) = (false, Frame.nobody)
      stores[place].leaders[key] = Frame.nobody
    }
    guard follower != Frame.nobody else { return goOn(slot, isGood: isGood, &context) }
    var waiting: [(slot: Slot, tag: UInt32)] = [(slot, frames.tag(slot))]
    while follower != Frame.nobody {
      waiting.append((follower, frames.tag(follower)))
      follower = frames[follower].next
    }
    for (slot, tag) in waiting where frames.holds(slot, tag) {
      frames[slot].next = Frame.nobody
      goOn(slot, isGood: isGood, &context)
    }
  }
}
