import Engine
import FirstEdition
import Patterns

extension LoadShedding {
  /// What is measured.
  public enum Meter: Int, MeterSet {
    case offeredP0, offeredP1, offeredP2
    case shedP0, shedP1, shedP2
    case goodputP0, goodputP1, goodputP2
    case latencyP0, latencyP1, latencyP2
    case sent, retries, throttled, timeouts, failed, refusedForGood
    case refusedFull, dropped, throughput, inVain
    case waiting, wait, serversBusy, throttleProbability

    /// Name, kind and unit.
    public var declaration: MeterDeclaration {
      switch self {
      case .offeredP0, .offeredP1, .offeredP2:
        .init("offered.\(name)", .counter, unit: "requests", "New requests, each counted once.")
      case .shedP0, .shedP1, .shedP2:
        .init("shed.\(name)", .counter, unit: "attempts", "Attempts that the shedder turned away.")
      case .goodputP0, .goodputP1, .goodputP2:
        .init("goodput.\(name)", .counter, unit: "requests", "Answered while the client still waited.")
      case .latencyP0, .latencyP1, .latencyP2:
        .init("latency.\(name)", .latency, "From the first attempt to the answer that counted.")
      default: trafficDeclaration
      }
    }

    private var trafficDeclaration: MeterDeclaration {
      switch self {
      case .sent: .init("sent", .counter, unit: "attempts", "Attempts that reached the servers' door.")
      case .retries: .init("retries", .counter, unit: "attempts", "Attempts after the first.")
      case .throttled: .init("throttled", .counter, unit: "attempts", "Attempts that clients kept back.")
      case .timeouts:
        .init("timeouts", .counter, unit: "attempts", "Attempts that were not answered in time.")
      case .failed: .init("failed", .counter, unit: "requests", "Requests given up after the last timeout.")
      case .refusedForGood:
        .init("refused", .counter, unit: "requests", "Requests that ended with a refusal.")
      case .refusedFull:
        .init("refused.queue", .counter, unit: "attempts", "Attempts that found the queue full.")
      case .dropped:
        .init("dropped", .counter, unit: "attempts", "Attempts that CoDel dropped from the queue.")
      default: serverDeclaration
      }
    }

    private var serverDeclaration: MeterDeclaration {
      switch self {
      case .throughput:
        .init("throughput", .counter, unit: "attempts", "Attempts that the servers worked off.")
      case .inVain:
        .init("in.vain", .counter, unit: "attempts", "Of those, the ones that nobody waited for any more.")
      case .waiting: .init("queue", .gauge, unit: "attempts", "Attempts waiting for a server.")
      case .wait: .init("queue.wait", .gauge, unit: "s", "How long the oldest of them has waited.")
      case .serversBusy: .init("servers.busy", .gauge, unit: "servers", "Servers at work.")
      default:
        .init("throttle.p", .gauge, "The probability with which adaptive clients keep a request back.")
      }
    }

    private var name: String { ["p0", "p1", "p2"][rawValue % 3] }

    static let offers = [Meter.offeredP0, .offeredP1, .offeredP2]
    static let goodputs = [Meter.goodputP0, .goodputP1, .goodputP2]
    static func offered(_ priority: LoadShedder.Priority) -> Meter { offers[Int(priority.rawValue)] }
    static func goodput(_ priority: LoadShedder.Priority) -> Meter { goodputs[Int(priority.rawValue)] }
    static func shed(_ priority: LoadShedder.Priority) -> Meter {
      Meter(rawValue: shedP0.rawValue + Int(priority.rawValue))!
    }
    static func latency(_ priority: LoadShedder.Priority) -> Meter {
      Meter(rawValue: latencyP0.rawValue + Int(priority.rawValue))!
    }
  }
}
