import Engine
import LabKit

extension RaftLab {
  /// What is claimed: the safety properties of the paper's figure 3 first.
  enum Law: Int, LawKind {
    case electionSafety, logMatching, completeness, stateMachine, acknowledged, minority
    case rivals, split, overwritten, settles
  }

  static func rule(_ law: Law) -> Rule<RaftLab> {
    switch law {
    case .electionSafety: .always("election.safety", "With majorities a term has at most one leader.")
    case .logMatching: .always("log.matching", "With majorities logs are equal up to an entry of one index and term.")
    case .completeness: .always("leader.completeness", "With majorities and the log check a leader has all commits.")
    case .stateMachine: .always("state.machine.safety", "With majorities and the log check all apply the same entries.")
    case .acknowledged: .always("acknowledged", "With majorities and the log check no acknowledged write is ever lost.")
    case .minority: .always("minority", "With majorities what is committed is on the disks of a majority.")
    case .rivals: .sometimes("two.candidates", "Two nodes ask for votes in one term.")
    case .split: .sometimes("split.vote", "A term of several candidates ends without a leader.")
    case .overwritten:
      .sometimes("overwritten", "A node takes back entries that never were committed.") { knobs, faults in
        knobs.writes > 0 && (faults.contains(.cutLeader) || faults.contains(.cutHalf))
      }
    case .settles:
      .eventually("settles", "With majorities one leads, all logs are equal and committed.") { lab, _ in
        lab.truth.hadMajority ? lab.isSettled : nil
      }
    }
  }

  static let promises: [Promise<RaftLab>] = [
    .never(
      "acknowledged", "A write that was acknowledged is never lost.", counted: .lost, as: "write lost",
      breaks: .when(off: ["majority": "off"], under: .cutHalf)),
    .never(
      "one-order", "All nodes apply the same writes in the same order.", counted: .conflicts,
      as: "entry in conflict", breaks: .when(off: ["majority": "off"], under: .cutHalf)),
    .never(
      "one-leader", "There is at most one leader a term.", counted: .rivals, as: "leader too many",
      breaks: .when(off: ["majority": "off"], with: ["timeout.spread": "0"])),
    .holds(
      "somebody-leads", "While a majority is there somebody leads, but for a moment.",
      breaks: .when(off: ["timeout.spread": "0"], with: ["delay.spread": "0"])
    ) { lab, context in
      guard lab.truth.ruler == nil, let since = lab.truth.majoritySince else { return nil }
      let waited = context.now - max(since, lab.truth.since)
      let moment = 3 * (context.knobs.timeout + context.knobs.timeoutSpread)
      return waited > .milliseconds(moment) ? "nobody leads a majority" : nil
    },
  ]
}
