import DequeModule

/// A multi-server station with a queue: `servers` at work, `places` in all, first come first served.
///
/// It keeps who is where; how long a service takes is drawn by the model, so any distribution serves (in
/// Kendall's notation G/G/c/K).
public struct Station<Job: Sendable>: Sendable {
  /// What becomes of a job that arrives.
  public enum Arrival: Sendable {
    /// A server was free: its service begins now.
    case starts
    /// It waits.
    case waits
    /// Every place was taken.
    case refused
  }

  /// How many jobs are served at once, at least 0. More servers take effect with `startWaiting`, fewer as
  /// services end.
  public var servers: Int
  /// How many jobs there may be in all, in service and waiting.
  public var places: Int
  /// How many are in service.
  @inlinable public var busy: Int { inService }
  @usableFromInline var inService = 0
  @usableFromInline var queue: Deque<Job> = []

  /// An empty station.
  @inlinable
  public init(servers: Int, places: Int = .max) {
    self.servers = servers
    self.places = places
  }

  /// How many wait.
  @inlinable public var waiting: Int { queue.count }
  /// How many are in service or wait.
  @inlinable public var count: Int { busy + queue.count }

  /// A job arrives. Complexity: O(1).
  @inlinable
  public mutating func arrive(_ job: Job) -> Arrival {
    guard busy &+ queue.count < places else { return .refused }
    if busy < servers && queue.isEmpty {
      inService &+= 1
      return .starts
    }
    queue.append(job)
    return .waits
  }

  /// A service ends; the job whose service begins now, if one does. Complexity: O(1).
  @inlinable
  public mutating func finish() -> Job? {
    inService &-= 1
    return startWaiting()
  }

  /// Lets one waiting job begin its service if a server is free.
  @inlinable
  public mutating func startWaiting() -> Job? {
    guard busy < servers, let job = queue.popFirst() else { return nil }
    inService &+= 1
    return job
  }
}
