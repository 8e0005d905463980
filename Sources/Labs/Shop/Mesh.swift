import Engine
import FirstEdition
import Patterns

/// The sidecars of the shop: a proxy beside the order service and one beside each service that it calls.
struct Mesh: Sendable {
  /// What the control plane tells a proxy.
  struct Config: Sendable, Equatable {
    let retries: Int
    let timeout: Interval
    let hasBreaker: Bool
    let breaker: CircuitBreaker.Settings
    let hasMTLS: Bool

    init(_ knobs: Shop.Knobs) {
      retries = knobs.retries
      timeout = .milliseconds(knobs.callTimeoutMilliseconds)
      hasBreaker = knobs.hasBreakers
      breaker = knobs.breakerSettings
      hasMTLS = knobs.hasMTLS
    }

    /// Full jitter from 50 ms.
    var retryPolicy: RetryPolicy {
      RetryPolicy(
        .fullJitter(first: .milliseconds(50), coefficient: 2, cap: .seconds(1)), maxAttempts: retries + 1)
    }
  }

  /// One proxy, with the certificate that it shows.
  struct Proxy: Sendable {
    var isUp = true
    var certificateEnds: Instant
    /// When the certificate was issued and for how long: the ledger that the law looks at.
    var issued: (at: Instant, lifetime: Interval)?

    func isCertified(at now: Instant) -> Bool { now < certificateEnds }

    func isIssued(at now: Instant) -> Bool {
      guard let issued else { return false }
      return now - issued.at < issued.lifetime
    }
  }

  /// Why a call failed.
  enum Failure: UInt8, Sendable {
    /// The service answered with an error, is down, or took longer than the proxy waits.
    case error, down, timeout
    /// The proxy before the service is dead, or one of the two certificates has run out.
    case proxy, certificate
  }

  /// Where the order service's own proxy stands, after those of the services that it calls.
  static let caller = Service.allCases.count
  /// The services whose certificate and whose proxy the keys break.
  static let expiring = Service.payment
  static let dying = Service.shipping

  /// What all proxies were told last, and which version of it that is.
  private(set) var config: Config
  private(set) var version = 1
  /// The version that the control plane would tell; proxies are behind while they could not be told.
  var newest = 1
  var proxies: [Proxy]
  /// The version that the proxies had when the control plane went down; nil while it is up.
  var frozen: Int?

  init(_ knobs: Shop.Knobs) {
    config = Config(knobs)
    let lifetime = Interval.seconds(knobs.certificateSeconds)
    let proxy = Proxy(certificateEnds: .start + lifetime, issued: (.start, lifetime))
    proxies = Array(repeating: proxy, count: Mesh.caller + 1)
  }

  func isUp(_ service: Service) -> Bool { proxies[service.index].isUp }

  /// Whether both ends of a call to a service show a certificate that is good.
  @inline(__always)
  func shakesHands(_ service: Service, at now: Instant) -> Bool {
    proxies[service.index].isCertified(at: now) && proxies[Mesh.caller].isCertified(at: now)
  }

  /// The same by the ledger of what was issued.
  @inline(__always)
  func isIssued(_ service: Service, at now: Instant) -> Bool {
    proxies[service.index].isIssued(at: now) && proxies[Mesh.caller].isIssued(at: now)
  }

  /// The proxies take over what is new.
  mutating func adopt(_ config: Config) {
    self.config = config
    version = newest
  }

  mutating func issue(_ index: Int, at now: Instant, lifetime: Interval) {
    proxies[index].certificateEnds = now + lifetime
    proxies[index].issued = (now, lifetime)
  }

  /// The name of the service that a proxy stands beside.
  static func name(_ index: Int) -> String {
    index == caller ? "the order service" : Service(step: index + 1).description
  }
}
