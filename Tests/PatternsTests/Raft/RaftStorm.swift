import Patterns

/// A cluster under random faults, all drawn from one seed: crashes and restarts, partitions, messages that are
/// lost, doubled, late and out of order, disks that are slower than the network.
struct RaftStorm {
  var world: RaftWorld
  private var commands = 0

  init(seed: UInt64, settings: RaftSettings = RaftSettings()) {
    var chance = Chance(seed)
    var conditions = RaftWorld.Conditions()
    let slowest = 2 + 58 * chance.uniform()
    conditions.oneWay = 0.5...slowest
    conditions.write = 0...(chance.happens(0.5) ? 5 : 80)
    let shortest = 60 + 100 * chance.uniform()
    conditions.timeout = shortest...shortest + 10 + 190 * chance.uniform()
    conditions.heartbeat = shortest / 3
    conditions.loss = chance.happens(0.5) ? 0 : 0.2 * chance.uniform()
    conditions.doubling = chance.happens(0.5) ? 0 : 0.3 * chance.uniform()
    conditions.stray = chance.happens(0.5) ? 0 : 0.2 * chance.uniform()
    let count = [3, 3, 5, 5, 7][chance.below(5)]
    var settings = settings
    settings.appendsNoOp = chance.happens(0.5)
    settings.batchLimit = 1 + chance.below(6)
    world = RaftWorld(
      nodes: (0..<count).map { RaftNode(id: $0, of: count, settings: settings) }, conditions: conditions,
      seed: seed)
    for id in 0..<count { world.start(id) }
  }

  /// Faults and writes, one after the other.
  mutating func rage(actions: Int = 80) {
    for _ in 0..<actions {
      world.run(until: world.now + world.draw(0...80))
      act()
    }
  }

  private mutating func act() {
    let id = world.chance.below(world.nodes.count)
    switch world.chance.below(12) {
    case 0, 1, 2, 3, 4:
      commands += 1
      world.propose(commands)
    case 5, 6: world.crash(id, finishesWrite: world.chance.happens(0.5))
    case 7, 8: for id in world.nodes.indices where world.chance.happens(0.7) { world.start(id) }
    case 9:
      // A crash and a restart before anybody notices.
      world.crash(id, finishesWrite: world.chance.happens(0.5))
      world.start(id)
    case 10: for id in world.nodes.indices { world.parts[id] = world.chance.below(2) }
    default: world.parts = Array(repeating: 0, count: world.nodes.count)
    }
  }

  /// Heals everything and waits until one leads and all logs are equal; whether that came.
  mutating func calm() -> Bool {
    world.parts = Array(repeating: 0, count: world.nodes.count)
    world.conditions.loss = 0
    world.conditions.stray = 0
    world.conditions.oneWay = 1...5
    world.conditions.write = 1...5
    world.conditions.timeout = 150...300
    world.conditions.heartbeat = 50
    for id in world.nodes.indices { world.start(id) }
    for _ in 0..<20 {
      world.run(until: world.now + 500)
      commands += 1
      world.propose(commands)
    }
    return world.run(until: world.now + 500) { $0.isSettled }
  }
}

extension RaftWorld {
  /// Whether one leads, all follow it, and all have applied the same log to its end.
  var isSettled: Bool {
    let leaders = nodes.filter { $0.role == .leader }
    guard leaders.count == 1, let leader = leaders.first, laws.isComplete(leader.log) else { return false }
    return nodes.allSatisfy {
      $0.leader == leader.id && $0.log == leader.log && $0.commitIndex == leader.log.lastIndex
    }
  }
}
