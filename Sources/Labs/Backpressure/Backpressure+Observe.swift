import Engine
import FirstEdition

extension Backpressure {
  /// What is remembered to tell a change of the whole from its fluctuation, and to name its cause.
  struct Signs: Sendable {
    var lastSample: Instant = .start
    var lastWoken = 0
    var crash: NoteID = .chance
    var evicted: NoteID = .chance
    var waiting: NoteID?
    var rejecting: NoteID?
    var alert: NoteID?
    private(set) var rejectedBefore = 0
    private(set) var quietSamples = 0

    /// What explains a queue that is full.
    func trouble(_ faults: FaultNotes, _ input: NoteID) -> NoteID {
      rejecting ?? waiting ?? alert ?? faults.cause(input)
    }

    /// For how many samples in a row nothing more was rejected.
    mutating func quiet(_ rejected: Int) -> Int {
      quietSamples = rejected == rejectedBefore ? quietSamples + 1 : 0
      rejectedBefore = rejected
      return quietSamples
    }
  }

  /// Sets the gauges, tells what has changed on the whole, and checks the laws about a state.
  public mutating func observe(_ context: inout Context<Backpressure>) {
    context.set(.upstream, Double(upstream.count))
    context.set(.memory, Double(memory.count))
    context.set(.memoryBytes, memoryUsed)
    context.set(.lag, Double(log.lag))
    context.set(.backlog, Double(backlog))
    context.set(.active, Double(activeMembers))
    checkBooks(&context)
    // Samples only: an input is observed as well, and would squeeze the ring of rates.
    guard context.now != signs.lastSample, context.now.nanoseconds % Self.samplePeriod.nanoseconds == 0
    else { return }
    signs.lastSample = context.now
    tellWaiting(&context)
    tellRejecting(&context)
    tellLag(&context)
    tellForecast(&context)
  }

  /// How many members own a partition.
  var activeMembers: Int {
    members.indices.count(where: { members[$0].isMember && group.owners.contains($0) })
  }

  private mutating func tellWaiting(_ context: inout Context<Backpressure>) {
    if !upstream.isEmpty, knobs.strategy == .block { context.reach(.producerWaits) }
    // A burst that a limiter smooths is not worth the class's attention; half a second of records is.
    if signs.waiting == nil, Double(upstream.count) > 20 + 0.5 * source.rate {
      signs.waiting = context.note(.waits(true), cause: faults.cause(context.input))
    } else if let began = signs.waiting, upstream.isEmpty {
      context.note(.waits(false), cause: max(began, context.input))
      signs.waiting = nil
    }
  }

  private mutating func tellRejecting(_ context: inout Context<Backpressure>) {
    let before = signs.rejectedBefore
    let quiet = signs.quiet(books.rejected)
    if signs.rejecting == nil, books.rejected > before {
      signs.rejecting = context.note(.rejects(true), cause: faults.cause(context.input))
    } else if let began = signs.rejecting, quiet >= 50 {
      context.note(.rejects(false), cause: max(began, context.input))
      signs.rejecting = nil
    }
  }

  private mutating func tellLag(_ context: inout Context<Backpressure>) {
    let lag = max(log.lag, memory.count)
    if log.lag > Self.lagAlert { context.reach(.lagAlert) }
    if signs.alert == nil, lag > Self.lagAlert {
      signs.alert = context.note(.lagAlert(lag), cause: faults.cause(context.input))
    } else if let began = signs.alert, lag < Self.lagAlert * 9 / 10 {
      context.note(.lagOver(lag), cause: max(began, context.input))
      signs.alert = nil
    }
  }

  private mutating func tellForecast(_ context: inout Context<Backpressure>) {
    outlook.sample(done: books.left, produced: books.emitted)
    if let made = outlook.forecast(backlog: backlog, at: context.now) {
      outlook.announce(
        context.note(
          .forecast(
            made.backlog, Int(made.service.rounded()), Int(made.arrival.rounded()),
            Int(made.seconds.rounded())),
          cause: context.input))
    }
    let inHands = knobs.consumers * (knobs.strategy == .pull ? knobs.pollSize : 1)
    if let ended = outlook.settle(backlog: backlog, inHands: inHands, at: context.now),
      case .drained(let seconds) = ended.end
    {
      context.note(.forecastEnds(Int(seconds.rounded()), Int(ended.seconds.rounded())), cause: ended.note)
      if abs(seconds - ended.seconds) <= 0.2 * ended.seconds { context.reach(.forecastMet) }
    }
  }
}
