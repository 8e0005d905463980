import Engine
import LabKit

extension BulkheadLab {
  /// What is claimed.
  enum Law: Int, LawKind {
    case isolation, bulkheadHolds, permits, books, noIdleThread, quota, conservation
    case everyoneAnswered, threadsReturn
    case neighboursStarve, vendorPoolFull, tenantStarves, quotaHolds
  }

  static func rule(_ law: Law) -> Rule<BulkheadLab> {
    switch law {
    case .isolation:
      .always("isolation", "No request waits for, or holds a thread of, a pool of another kind.") { lab, _ in
        lab.census.strangers > 0 ? "\(lab.census.strangers) requests in a pool of others" : nil
      }
    case .bulkheadHolds:
      .always(
        "bulkhead-holds", "With separate pools a request finds no thread only because its own kind has all of them.")
    case .permits:
      .always("permits", "No pool works on more requests than it has threads, or queues more than it has places.")
    case .books:
      .always("books", "The permits in use and the queue are the requests that are there.") { lab, _ in
        lab.firstPlace { place, pool in
          pool.busy != lab.census.working[place] || pool.waiting != lab.census.waiting[place]
        }.map { "\($0): not as many requests as permits and places taken" }
      }
    case .noIdleThread:
      .always("no-idle-thread", "Nobody waits while a thread of the pool is idle.") { lab, context in
        lab.firstPlace { place, _ in
          lab.census.waiting[place] > 0 && lab.census.working[place] < context.knobs.size(of: place)
        }.map { "\($0): \(lab.census.waiting[$0]) wait, \(lab.census.working[$0]) at work" }
      }
    case .quota: .always("quota", "No tenant holds more of a pool than its quota.")
    case .conservation:
      .always("conservation", "Every request is answered, failed, turned away, gone, in the queue or on a thread.") {
        lab, context in
        Service.allCases.first {
          context.total(.offered, $0) != ended($0, context) + lab.census.here[$0]
        }.map {
          "\($0): \(context.total(.offered, $0)) offered, \(ended($0, context)) ended, \(lab.census.here[$0]) here"
        }
      }
    case .everyoneAnswered:
      .eventually("everyone-answered", "Nobody is left in the queue or on a thread.") { _, context in
        Service.allCases.allSatisfy { context.total(.offered, $0) == ended($0, context) }
      }
    case .threadsReturn:
      .eventually("threads-return", "Every thread and every quota is free again.") { lab, _ in
        lab.firstPlace { _, pool in
          pool.busy + pool.waiting > 0 || Tenant.allCases.contains { pool.held(by: $0.rawValue) > 0 }
        } == nil
      }
    // What the pattern is there for, with the pattern off.
    case .neighboursStarve:
      .sometimes(
        "neighbours-starve",
        "A request that has nothing to do with the vendor finds no thread, because they hang in the vendor."
      ) { $0.division == .shared && ($1.contains(.dead) || $1.contains(.slow)) }
    case .vendorPoolFull:
      .sometimes(
        "vendor-pool-full", "The vendor's own pool is full of threads that hang, and turns away."
      ) { $0.division == .separate && ($1.contains(.dead) || $1.contains(.slow)) }
    case .tenantStarves:
      .sometimes(
        "tenant-starves", "A tenant finds no thread because another one's burst has most of them."
      ) { $0.quota >= 80 && $1.contains(.burst) }
    case .quotaHolds:
      .sometimes("quota-holds", "A tenant is refused at its quota.") { knobs, faults in
        knobs.quota < 100 && Action.allCases.contains { faults.contains($0) }
      }
    }
  }

  /// With separate pools the first three are kept whatever the vendor does; the fourth is kept with a quota of three
  /// quarters of each pool, whatever tenant A sends.
  static let promises: [Promise<BulkheadLab>] = [
    .share(
      "catalogue-served", "Catalogue reads are answered, whatever the vendor does.",
      of: .of(.served, Service.catalogue), among: .of(.offered, Service.catalogue), least: 0.9,
      breaks: .when(off: ["pools": "shared"], under: .dead)),
    .share(
      "analytics-served", "Analytics requests are answered, whatever the vendor does.",
      of: .of(.served, Service.analytics), among: .of(.offered, Service.analytics), least: 0.9,
      breaks: .when(off: ["pools": "shared"], under: .dead)),
    .holds(
      "vendor-contained", "A vendor that hangs takes no more threads than payments have.",
      breaks: .when(off: ["pools": "shared"], under: .slow)
    ) { lab, context in
      let stuck = lab.census.stuck.pairs.reduce(0) { $0 + $1.value }
      let own = max(context.knobs.size[.payment], lab.census.stuck[.payment])
      return stuck > own ? "\(stuck) threads hang" : nil
    },
    .holds(
      "tenants-served", "One tenant's burst costs the other tenants at most one request in twenty.",
      except: [.slow, .dead], grace: .seconds(30), breaks: .when(off: ["quota": "100"], under: .burst)
    ) { _, context in
      guard context.isOn(.burst), context.now >= .start + .seconds(10) else { return nil }
      return Tenant.allCases.dropFirst().first {
        let offered = context.recent(.tenantOffered, member: $0.rawValue, overSeconds: 10)
        let lost = context.recent(.tenantLost, member: $0.rawValue, overSeconds: 10)
        return offered >= 20 && lost > 0.05 * offered
      }.map { "tenant \($0.name) is not served" }
    },
  ]

  /// How many requests of a service have ended.
  private static func ended(_ service: Service, _ context: Context<BulkheadLab>) -> Int {
    context.total(.served, service) + context.total(.failed, service) + context.total(.refused, service)
      + context.total(.gaveUp, service)
  }

  private func firstPlace(where isSo: (Place, Pool) -> Bool) -> Place? {
    Place.allCases.first { isSo($0, pools[$0]) }
  }
}
