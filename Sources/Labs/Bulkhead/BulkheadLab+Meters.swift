import Engine
import FirstEdition

extension BulkheadLab {
  /// What is measured.
  public enum Meter: Int, MeterSet {
    case offeredPayment, offeredCatalogue, offeredAnalytics
    case servedPayment, servedCatalogue, servedAnalytics
    case failedPayment, failedCatalogue, failedAnalytics
    case refusedPayment, refusedCatalogue, refusedAnalytics
    case gaveUpPayment, gaveUpCatalogue, gaveUpAnalytics
    case latencyPayment, latencyCatalogue, latencyAnalytics
    case offeredA, offeredB, offeredC, offeredD
    case servedA, servedB, servedC, servedD
    case lostA, lostB, lostC, lostD
    case quotaRefused
    case busyPayment, busyCatalogue, busyAnalytics, busyShared
    case waitingPayment, waitingCatalogue, waitingAnalytics, waitingShared
    case stuck

    /// Name, kind and unit.
    public var declaration: MeterDeclaration {
      let place = Meter.place(rawValue)
      switch place.family {
      case 0: return requests("offered", place.index, "Requests that arrived")
      case 1: return requests("served", place.index, "Requests answered in time: the goodput")
      case 2: return requests("failed", place.index, "Requests whose thread gave up after the timeout")
      case 3:
        return requests(
          "refused", place.index, "Requests turned away: pool and line were full, or the quota used up")
      case 4: return requests("gaveup", place.index, "Requests that waited in line in vain")
      case 5:
        let name = BulkheadLab.name(ofPool: place.index)
        return MeterDeclaration("latency.\(name)", .latency, "From arrival to a successful answer: \(name).")
      case 6: return tenant("offered", place.index, "Requests that arrived")
      case 7: return tenant("served", place.index, "Requests answered in time")
      case 8: return tenant("lost", place.index, "Requests refused, given up or failed")
      case 9:
        return MeterDeclaration(
          "refused.quota", .counter, unit: "requests",
          "Requests refused because their tenant was at its quota.")
      case 10: return gauge("busy", place.index, "threads", "Threads at work")
      case 11: return gauge("waiting", place.index, "requests", "Requests in line")
      default:
        return MeterDeclaration("threads.stuck", .gauge, unit: "threads", "Threads that hang in the vendor.")
      }
    }

    private static let sizes = [3, 3, 3, 3, 3, 3, 4, 4, 4, 1, 4, 4, 1]

    /// Which family of meters a number belongs to, and which of the family it is.
    private static func place(_ number: Int) -> (family: Int, index: Int) {
      var rest = number
      for (family, size) in sizes.enumerated() {
        if rest < size { return (family, rest) }
        rest -= size
      }
      return (sizes.count, rest)
    }

    private func requests(_ name: String, _ service: Int, _ help: String) -> MeterDeclaration {
      let service = BulkheadLab.name(ofPool: service)
      return MeterDeclaration("\(name).\(service)", .counter, unit: "requests", "\(help): \(service).")
    }
    private func tenant(_ name: String, _ tenant: Int, _ help: String) -> MeterDeclaration {
      let tenant = BulkheadLab.tenantNames[tenant]
      return MeterDeclaration(
        "tenant.\(tenant.lowercased()).\(name)", .counter, unit: "requests", "\(help): tenant \(tenant).")
    }
    private func gauge(_ name: String, _ pool: Int, _ unit: String, _ help: String) -> MeterDeclaration {
      let pool = BulkheadLab.name(ofPool: pool)
      return MeterDeclaration("\(name).\(pool)", .gauge, unit: unit, "\(help): \(pool) pool.")
    }

    static func offered(_ service: Service) -> Meter { Meter(rawValue: service.rawValue)! }
    static func served(_ service: Service) -> Meter { Meter(rawValue: 3 + service.rawValue)! }
    static func failed(_ service: Service) -> Meter { Meter(rawValue: 6 + service.rawValue)! }
    static func refused(_ service: Service) -> Meter { Meter(rawValue: 9 + service.rawValue)! }
    static func gaveUp(_ service: Service) -> Meter { Meter(rawValue: 12 + service.rawValue)! }
    static func latency(_ service: Service) -> Meter { Meter(rawValue: 15 + service.rawValue)! }
    static func offered(tenant: Int) -> Meter { Meter(rawValue: offeredA.rawValue + tenant)! }
    static func served(tenant: Int) -> Meter { Meter(rawValue: servedA.rawValue + tenant)! }
    static func lost(tenant: Int) -> Meter { Meter(rawValue: lostA.rawValue + tenant)! }
    static func busy(_ pool: Int) -> Meter { Meter(rawValue: busyPayment.rawValue + pool)! }
    static func waiting(_ pool: Int) -> Meter { Meter(rawValue: waitingPayment.rawValue + pool)! }
  }
}
