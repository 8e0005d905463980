import Engine
import FirstEdition
import Patterns

/// A chain of services, each with a proxy beside it, a library inside it, or nothing: what that costs per hop, what it
/// covers, and what goes on when the control plane, a certificate or a proxy does not.
public struct SidecarLab: Lab {
  var knobs: Knobs
  var traffic: Source
  var churn: Source
  var instances: [Instance] = []
  /// One breaker an edge, shared by the instances of the calling service.
  var breakers: [CircuitBreaker]
  /// Whose turn it is among the instances of a service.
  var turns = [Int](repeating: 0, count: SidecarLab.serviceNames.count)
  var frames = Slab<Frame>()
  var requests = Requests()
  /// What the control plane would tell, and how often that has changed.
  var newest: Features
  var version = 1
  private var faultNotes = [NoteID?](repeating: nil, count: Action.allCases.count)
  var signs = Signs()

  /// A fleet that has run for a while.
  public init(_ knobs: Knobs, _ context: inout Context<SidecarLab>) {
    self.knobs = knobs
    newest = Features(knobs)
    traffic = Source(.poisson, rate: knobs.traffic, stream: .sidecarArrivals)
    churn = Source(.poisson, rate: knobs.churn / 60, stream: .sidecarChurn)
    breakers = Array(
      repeating: CircuitBreaker(SidecarLab.breakerSettings), count: SidecarLab.serviceNames.count)
    signs.mostRetries = knobs.retries
    openFleet()
    if let due = traffic.begin(context) { context.schedule(.arrival(traffic.generation), at: due) }
    if let due = churn.begin(context) { context.schedule(.churn(churn.generation), at: due) }
    context.schedule(.tick, after: .seconds(1))
  }

  /// The note of the key that injected a fault; nil while it is healed.
  subscript(fault: Action) -> NoteID? {
    get { faultNotes[fault.index] }
    set { faultNotes[fault.index] = newValue }
  }

  /// Lets one event happen.
  public mutating func handle(_ event: Event, _ context: inout Context<SidecarLab>) {
    switch event {
    case .arrival(let generation): arrive(generation, &context)
    case .worked(let slot): finishWork(slot, &context)
    case .callArrives(let slot): enter(slot, &context)
    case .answers(let slot): hearAnswer(slot, &context)
    case .timesOut(let slot, let token): timeOut(slot, token, &context)
    case .triesAgain(let slot, let token): tryAgain(slot, token, &context)
    case .started(let index, let generation): start(Int(index), generation, &context)
    case .churn(let generation): replaceByChance(generation, &context)
    case .tick: tick(&context)
    }
  }

  static let breakerSettings: CircuitBreaker.Settings = {
    var settings = CircuitBreaker.Settings()
    settings.window = .count(20)
    settings.minimumCalls = 10
    settings.failureRateThreshold = 50
    settings.waitInOpen = .fixed(.seconds(5))
    settings.permittedCallsInHalfOpen = 3
    return settings
  }()
}
