import Engine
import LabKit

extension BackpressureLab {
  /// What is told; people count consumers and partitions from 1.
  enum Note: NoteKind {
    case waits(Strategy), waitsNoMore, rejects, rejectsNoMore, rejected(UInt64)
    case fallsBehind(service: Int, arrival: Int, Int), keepsUp(Int), hangs(Int, seconds: Int)
    case crashes(Int), restarts, lagAlert(Int), lagOver(Int)
    case evictedPoll(Int, seconds: Int, Int), evictedSession(Int), dies(Int), returns(Int)
    case rebalanceBegins, rebalanced(Int, active: Int, partitions: Int)
    case commitRefused(Int, Int), committed(Int, Int, Int)
    case forecast(Int, service: Int, arrival: Int, seconds: Int), drained(Int, forecast: Int)

    func write(to writer: inout NoteWriter) {
      switch self {
      case .waits(let strategy):
        let why = strategy == .pull ? "lag is at its mark" : strategy == .limit ? "limit is used up" : "queue is full"
        writer.headline(Topic.flow, "The \(why): the producer waits and sends nothing.")
      case .waitsNoMore: writer.headline(Topic.flow, "The producer has caught up and waits no longer.")
      case .rejects: writer.headline(Topic.flow, "The queue is full: records are being rejected.")
      case .rejectsNoMore: writer.headline(Topic.flow, "The queue takes every record again.")
      case .rejected(let number): writer.repeated(Topic.flow, "Record \(number) is rejected: the queue is full.")
      case .fallsBehind(let service, let arrival, let backlog):
        writer.headline(
          Topic.backlog,
          "\(arrival)/s come, \(service)/s are consumed: \(backlog.of("record")) wait, and more follow.")
      case .keepsUp(let backlog):
        writer.observation(Topic.backlog, "The consumers keep up again; \(backlog.of("record")) still wait.")
      case .hangs(let member, let seconds):
        writer.observation(
          Topic.group, "Consumer \(member + 1) hangs; its heartbeats go on until \(seconds) s after its last poll.")
      case .crashes(let held):
        writer.headline(Topic.backlog, "Out of memory: the queue is killed, and \(held.of("record")) with it.")
      case .restarts: writer.observation(Topic.backlog, "The queue's process is back, with an empty queue.")
      case .lagAlert(let lag): writer.headline(Topic.backlog, "The lag is \(lag): above the alert.")
      case .lagOver(let lag): writer.observation(Topic.backlog, "The lag is down to \(lag).")
      case .evictedPoll(let member, let seconds, let count):
        writer.headline(
          Topic.group,
          "Consumer \(member + 1) is evicted: no poll for \(seconds) s; others redo its batch of \(count).")
      case .evictedSession(let member):
        writer.headline(Topic.group, "Consumer \(member + 1) is evicted: its heartbeats have stopped.")
      case .dies(let member):
        writer.observation(Topic.group, "Consumer \(member + 1) dies; noticed when its session times out.")
      case .returns(let member): writer.observation(Topic.group, "Consumer \(member + 1) is started again and joins.")
      case .rebalanceBegins:
        writer.observation(Topic.group, "Rebalance: nobody polls until every member has finished its batch.")
      case .rebalanced(let members, let active, let partitions):
        writer.observation(
          Topic.group, "Rebalanced: \(partitions.of("partition")) dealt out to \(active) of \(members.of("member")).")
      case .commitRefused(let member, let count):
        writer.observation(
          Topic.group, "Consumer \(member + 1) may not commit any more. Done twice: \(count.of("record")).")
      case .committed(let member, let partition, let count):
        writer.detail(
          Topic.group, "Consumer \(member + 1) committed \(count.of("record")) of partition \(partition + 1).")
      case .forecast(let backlog, let service, let arrival, let seconds):
        writer.observation(
          Topic.forecast,
          "\(service)/s are consumed and \(arrival)/s come: \(backlog.of("record")) are drained in \(seconds) s.")
      case .drained(let seconds, let forecast):
        writer.headline(Topic.forecast, "Drained after \(seconds) s; the forecast was \(forecast) s.")
      }
    }
  }

  /// What is remembered to tell a change of the whole from its fluctuation, and to name its cause.
  struct Symptoms: Sendable {
    var waiting = Hysteresis(), rejecting = Hysteresis(), alert = Hysteresis(), behind = Hysteresis()
    /// The newest crash and the newest eviction; and the fault that explains a backlog or, without one, the newest input.
    var crash = NoteID.chance, evicted = NoteID.chance, blame = NoteID.chance
    /// How many were rejected at the last look.
    var rejected = 0

    /// What explains a queue that is full.
    var trouble: NoteID { rejecting.cause(or: waiting.cause(or: alert.cause(or: blame))) }
  }

  /// How long a backlog will take to drain, reckoned from the rates when it was made, and how long it then took.
  struct Forecast: Sendable {
    /// It is open, it took so many seconds, or somebody turned or pressed something before.
    enum End: Equatable, Sendable { case open, drained(Double), interrupted }

    let at: Instant, backlog: Int, seconds: Double
    var end = End.open, note = NoteID.chance

    func isMet(by seconds: Double) -> Bool { abs(seconds - self.seconds) <= 0.2 * self.seconds }
  }

  mutating func sample(_ context: inout Context<Self>) {
    context.set(.upstream, Double(upstream.count))
    context.set(.memory, Double(memory.count))
    context.set(.memoryBytes, context.knobs.bytes(of: memory.count))
    context.set(.lag, Double(log.lag))
    context.set(.backlog, Double(stays.present))
    context.set(.active, Double(activeMembers))
    checkBounds(&context)
    tellQueues(&context)
    tellPace(&context)
    tellForecast(&context)
  }

  private mutating func tellQueues(_ context: inout Context<Self>) {
    // A burst that a limiter smooths is not worth the class's attention; half a second of records is.
    let isHeld = Double(upstream.count) > (symptoms.waiting.isOn ? 0 : 20 + 0.5 * arrivals.rate)
    let strategy = context.knobs.strategy, (blame, rejected) = (symptoms.blame, context.total(.rejected))
    context.tell(&symptoms.waiting, isHeld, rose: .waits(strategy), fell: .waitsNoMore, cause: blame)
    // Five seconds without a rejection are over.
    let rejects = rejected > symptoms.rejected
    context.tell(&symptoms.rejecting, rejects, off: 50, rose: .rejects, fell: .rejectsNoMore, cause: blame)
    symptoms.rejected = rejected
    let lag = max(log.lag, memory.count)
    let isHigh = symptoms.alert.isOn ? lag * 10 >= 9 * Self.lagAlert : lag > Self.lagAlert
    context.tell(&symptoms.alert, isHigh, rose: .lagAlert(lag), fell: .lagOver(lag), cause: blame)
  }

  /// Whether less is consumed than comes: of the last two seconds, and once half a second of records waits.
  private mutating func tellPace(_ context: inout Context<Self>) {
    let (service, arrival) = Self.rates(context, overSeconds: 2), backlog = stays.present
    let isBehind = symptoms.behind.isBehind(arrival: arrival, service: service, backlog: backlog, ofSeconds: 0.5)
    context.tell(
      &symptoms.behind, isBehind, on: 10, off: 20,
      rose: .fallsBehind(service: Int(service.rounded()), arrival: Int(arrival.rounded()), backlog),
      fell: .keepsUp(backlog), cause: symptoms.blame)
  }

  var newestForecasts: [Forecast] { forecasts.all.reversed() }

  /// How many records a second are done with and produced, over the last seconds of samples.
  static func rates(_ context: Context<Self>, overSeconds seconds: Double = 5) -> (service: Double, arrival: Double) {
    let ended = [Meter.consumed, .rejected, .lost].reduce(0) { $0 + context.recent($1, overSeconds: seconds) }
    return (ended / seconds, context.recent(.produced, overSeconds: seconds) / seconds)
  }

  /// A forecast, when none is open and the rates have settled on a backlog that shrinks.
  private mutating func tellForecast(_ context: inout Context<Self>) {
    if let open = forecasts.last, open.end == .open { return settle(open, &context) }
    // Rates from before something was turned say nothing.
    guard context.now > calmSince + .milliseconds(5100) else { return }
    let (service, arrival) = Self.rates(context), gain = service - arrival, backlog = stays.present
    guard Double(backlog) > max(200, 3 * service), gain > 0.05 * service else { return }
    let seconds = Double(backlog) / gain
    let note = context.note(
      .forecast(
        backlog, service: Int(service.rounded()), arrival: Int(arrival.rounded()),
        seconds: Int(seconds.rounded())), cause: context.input)
    forecasts.append(Forecast(at: context.now, backlog: backlog, seconds: seconds, note: note))
  }

  /// It has come to its end when the backlog is a fiftieth of what it was, or no more than is in hands.
  private mutating func settle(_ forecast: Forecast, _ context: inout Context<Self>) {
    let inHands = context.knobs.consumers * (context.knobs.strategy == .pull ? context.knobs.pollSize : 1)
    guard stays.present <= max(inHands, forecast.backlog / 50) else { return }
    let seconds = (context.now - forecast.at).seconds
    forecasts.last?.end = .drained(seconds)
    context.note(.drained(Int(seconds.rounded()), forecast: Int(forecast.seconds.rounded())), cause: forecast.note)
    if forecast.isMet(by: seconds) { context.reach(.forecastMet) }
  }
}
