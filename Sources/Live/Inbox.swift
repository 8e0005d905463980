import Engine
import LabKit

/// What was asked of a run and is still to be done: in the order in which it was asked, but for what must not wait.
///
/// Every command names the run that it was meant for and is dropped with it. A pause, another run and the end come before
/// everything else. A key that is held asks for the same again and again: that is one command with a count, and what is
/// left of it soon after the key was let go is dropped.
package struct Inbox: Sendable {
  /// How long something may keep what was asked after it waiting: as long as a person hardly notices.
  package static let patienceNanoseconds: UInt64 = 240_000_000
  /// How long after it was asked for the last time something is still done again.
  static let repeatNanoseconds: UInt64 = 300_000_000
  /// More than this at once no person asks for.
  static let most = 1000

  private struct Item {
    var command: Driver.Command
    var count = 1
    let firstAsked: UInt64
    var lastAsked: UInt64
  }

  /// The number of the run that commands are taken for.
  package private(set) var run = 0
  /// Nothing is done any more.
  package private(set) var hasEnded = false
  private var items: [Item] = []
  private var underWay: Driver.Command?

  /// Nothing to be done.
  package init() {}

  /// Whether there is nothing to be done.
  package var isEmpty: Bool { items.isEmpty }

  /// Whether another run is still to take the place of the present one.
  package var isReplacing: Bool { items.contains { if case .replace = $0.command { true } else { false } } }

  /// Takes in a command for a run, by its number; `now` is in nanoseconds of a steady clock.
  package mutating func add(_ command: Driver.Command, forRun number: Int, at now: UInt64) {
    guard !hasEnded else { return }
    let item = Item(command: command, firstAsked: now, lastAsked: now)
    switch command {
    case .replace:
      guard number > run else { return }
      run = number
      items.removeAll(where: \.command.isAboutRun)
      items.insert(item, at: 0)
    case .pause:
      items.removeAll { $0.command.isTravel || $0.command.isResume }
      items.insert(item, at: 0)
    default:
      guard number == run || !command.isAboutRun else { return }
      if !merge(command, at: now), items.count < Inbox.most { items.append(item) }
    }
  }

  /// Lets the last item stand for this command as well, where it can.
  private mutating func merge(_ command: Driver.Command, at now: UInt64) -> Bool {
    guard let last = items.indices.last else { return false }
    if case .turn(let knob, _) = command, case .turn(knob, _) = items[last].command {
      items[last].command = command
      return true
    }
    guard command.repeats(items[last].command) else { return false }
    items[last].count += 1
    items[last].lastAsked = now
    return true
  }

  /// What is to be done next.
  package mutating func next(at now: UInt64) -> Driver.Command? {
    guard !hasEnded, !items.isEmpty else { return nil }
    let command = items[0].command
    items[0].count -= 1
    if items[0].count == 0 || now - min(now, items[0].lastAsked) > Inbox.repeatNanoseconds {
      items.removeFirst()
    }
    underWay = command
    return command
  }

  /// Whether what is under way has to give way. Once it has to it still has to until it does.
  package func interrupts(at now: UInt64) -> Bool {
    if hasEnded { return true }
    guard let first = items.first else { return false }
    if first.command.isUrgent { return true }
    // The same once more is no reason not to come to its end.
    let other = items.first { item in underWay.map { !item.command.repeats($0) } ?? true }
    return other.map { now - min(now, $0.firstAsked) > Inbox.patienceNanoseconds } ?? false
  }

  /// Drops everything.
  package mutating func end() {
    hasEnded = true
    items.removeAll()
  }
}

extension Driver.Command {
  /// Whether it means something in one run only.
  fileprivate var isAboutRun: Bool {
    switch self {
    case .pause, .resume, .speed, .watch: false
    default: true
    }
  }

  /// Whether it goes to another moment.
  fileprivate var isTravel: Bool {
    switch self {
    case .step, .go: true
    default: false
    }
  }

  fileprivate var isUrgent: Bool {
    switch self {
    case .pause, .replace: true
    default: false
    }
  }

  fileprivate var isResume: Bool {
    if case .resume = self { true } else { false }
  }

  /// Whether it asks for the same step again.
  fileprivate func repeats(_ other: Driver.Command) -> Bool {
    switch (self, other) {
    case (.step(let notes, let isForward), .step(let others, let isAlso)): notes == others && isForward == isAlso
    case (.go(let destination), .go(let other)): destination == other
    default: false
    }
  }
}
