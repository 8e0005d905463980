import Engine
import LabKit
import Patterns

extension GCounterLab {
  /// What is claimed.
  enum Law: Int, LawKind {
    case neverInvents, ownPosition, neverBack, deltaSuffices, messageBooks
    case equalsTruth
    case replicasDisagree, plainLoses, plainDoubles, duplicateHarmless, bothSidesCount, writeLost, additionWins
  }

  static func rule(_ law: Law) -> Rule<GCounterLab> {
    switch law {
    case .neverInvents:
      .always("never-invents", "No replica counts more of another than that one has counted itself.") { lab, _ in
        lab.progress.stray.map { "\(name($0)) knows more than there is" }
      }
    case .ownPosition:
      .always("own-position", "A replica's own position is what it accepted, after a crash too.") { lab, _ in
        lab.replicas.indices.first {
          lab.replicas[$0].state.counter.added[$0] != lab.truth.counter.added[$0]
            || lab.replicas[$0].state.counter.removed[$0] != lab.truth.counter.removed[$0]
        }.map { "\(name($0)): not what it accepted" }
      }
    case .neverBack: .always("never-back", "A G-Counter never shows less than it did, a register no older write.")
    case .deltaSuffices: .always("delta-suffices", "After a delta the receiver knows all that the sender knew.")
    case .messageBooks:
      .always("message-books", "Every copy of a message came, was cut off, or is under way.") { lab, context in
        let copies = context.total(.messagesSent) + context.total(.messagesDoubled)
        let gone = context.total(.messagesLost) + lab.came + lab.forgotten
        return copies == gone + lab.mail.underWay
          ? nil : "\(copies) copies, \(gone) came or were lost, \(lab.mail.underWay) under way"
      }
    // Without gossip nothing brings the replicas together.
    case .equalsTruth:
      .eventually("equals-truth", "Every replica shows what was really accepted.") { lab, _ in
        lab.period == .zero ? nil : (0..<lab.members).allSatisfy { lab.distance($0) == 0 }
      }
    case .replicasDisagree:
      .sometimes("replicas-disagree", "Two replicas show different values.") { knobs, _ in knobs.increments > 0 }
    case .plainLoses:
      .sometimes("plain-loses", "A plain sum loses operations with a message.") { knobs, faults in
        let isLossy = knobs.loss > 0 || faults.contains(.partition) || faults.contains(.crash)
        return knobs.gossips && knobs.type.counts && isLossy
      }
    case .plainDoubles:
      .sometimes("plain-doubles", "A plain sum counts a message twice that came twice.") { knobs, _ in
        knobs.gossips && knobs.type.counts && knobs.duplication > 0 && knobs.loss < 100
      }
    case .duplicateHarmless:
      .sometimes("duplicate-comes", "A message comes a second time.") { knobs, _ in
        knobs.gossips && knobs.duplication > 0 && knobs.loss < 100
      }
    case .bothSidesCount:
      .sometimes("both-sides-count", "Both sides of a partition go on counting.") {
        $0.increments > 0 && $1.contains(.partition)
      }
    case .writeLost:
      .sometimes("write-lost", "A register loses a write to one that came before it.") { knobs, _ in
        knobs.type == .register && knobs.increments > 0 && knobs.skew > 0
      }
    case .additionWins:
      .sometimes("addition-wins", "An addition survives a removal that has not seen it.") { knobs, _ in
        knobs.type == .orSet && knobs.gossips && (0.1..<100).contains(knobs.removals) && knobs.loss < 100
      }
    }
  }

  /// How long what was accepted may take to reach everybody, once messages get through.
  private static let patience = Interval.seconds(30)

  /// Kept by the merged values; plain ones break each of them sooner or later.
  static let promises: [Promise<GCounterLab>] = [
    .holds(
      "all-counted", "What one replica accepts, every replica counts within half a minute.",
      except: [.partition, .crash], grace: patience, breaks: .when(off: ["show": "added"])
    ) { lab, context in
      guard lab.type.counts else { return nil }
      if lab.display != .merged {
        return lab.progress.plainLost != 0 ? "\(lab.progress.plainLost) went with messages" : nil
      }
      return context.now - lab.progress.since > patience ? "not after half a minute" : nil
    },
    .holds(
      "counted-once", "No operation is counted twice, however often its message comes.",
      breaks: .when(off: ["show": "added"])
    ) { lab, _ in
      guard lab.type.counts else { return nil }
      if lab.display == .added {
        return lab.progress.plainDoubled != 0 ? "\(lab.progress.plainDoubled) counted twice" : nil
      }
      return lab.progress.stray.map { "\(name($0)) counts more than was accepted" }
    },
    .holds(
      "right-at-rest", "Half a minute after the last operation every replica shows what was accepted.",
      except: [.partition, .crash], grace: patience,
      breaks: .when(off: ["gossip": "0"], with: ["increments": "0"], under: .increment)
    ) { lab, context in
      guard context.now - lab.truth.newest > patience else { return nil }
      return (0..<lab.members).first { lab.error($0) != 0 }
        .map { "\(name($0)) shows \(lab.shown($0)), not \(lab.truth.value)" }
    },
  ]
}

extension GCounterLab.Knobs {
  /// Whether there is anything to tell, and somebody tells it.
  fileprivate var gossips: Bool { gossip > 0 && increments > 0 }
}
