import Engine
import FirstEdition

extension Backpressure {
  /// How long a backlog will take to drain, reckoned from the rates, beside how long it then took.
  struct Outlook: Sendable {
    /// One forecast: backlog / (service - arrival).
    struct Forecast: Sendable {
      enum End: Sendable {
        case open
        /// It took so many seconds.
        case drained(Double)
        /// Somebody turned or pressed something before.
        case interrupted
      }

      let at: Instant
      let backlog: Int
      /// Rates a second when it was made.
      let service: Double, arrival: Double
      let seconds: Double
      var end = End.open
      /// The note that announced it.
      var note: NoteID = .chance
    }

    /// The newest forecasts, the latest last.
    private(set) var forecasts: [Forecast] = []
    private var ring = ContiguousArray(repeating: (done: 0, produced: 0), count: Outlook.samples)
    private var sampled = 0
    /// Since when nobody has turned anything: rates from before say nothing.
    private var calmSamples = 0

    static let samples = 50
    static let kept = 8

    /// Rates over the last five seconds: how fast records are done with, and how fast they are produced.
    private(set) var service = 0.0, arrival = 0.0

    mutating func interrupt(at now: Instant) {
      calmSamples = 0
      guard let last = forecasts.indices.last, case .open = forecasts[last].end else { return }
      forecasts[last].end = .interrupted
    }

    mutating func sample(done: Int, produced: Int) {
      let old = ring[sampled % Outlook.samples]
      ring[sampled % Outlook.samples] = (done, produced)
      sampled += 1
      calmSamples += 1
      guard sampled > Outlook.samples else { return }
      service = Double(done - old.done) / 5
      arrival = Double(produced - old.produced) / 5
    }

    /// A forecast, when there is none yet and the rates have settled on a backlog that shrinks.
    mutating func forecast(backlog: Int, at now: Instant) -> Forecast? {
      guard sampled > Outlook.samples, calmSamples > Outlook.samples else { return nil }
      if let last = forecasts.last, case .open = last.end { return nil }
      let gain = service - arrival
      guard Double(backlog) > max(200, 3 * service), gain > 0.05 * service else { return nil }
      let made = Forecast(
        at: now, backlog: backlog, service: service, arrival: arrival, seconds: Double(backlog) / gain)
      forecasts.append(made)
      if forecasts.count > Outlook.kept { forecasts.removeFirst() }
      return made
    }

    mutating func announce(_ note: NoteID) { forecasts[forecasts.count - 1].note = note }

    /// The open forecast has come to its end when the backlog is a fiftieth of what it was, or no more than is in hands.
    mutating func settle(backlog: Int, inHands: Int, at now: Instant) -> Forecast? {
      guard let last = forecasts.indices.last, case .open = forecasts[last].end else { return nil }
      guard backlog <= max(inHands, forecasts[last].backlog / 50) else { return nil }
      forecasts[last].end = .drained((now - forecasts[last].at).seconds)
      return forecasts[last]
    }
  }
}
