import Engine
import LabKit

extension SystemLab {
  /// Begins what happens by itself: changes of rate, bursts, controllers.
  mutating func begin(_ context: inout Context<SystemLab>) {
    for (index, source) in context.blueprint.sources.enumerated() {
      if source.course != nil { context.schedule(.turn, Slot(index), at: .start + .milliseconds(100)) }
      if let at = source.burst?.at { context.schedule(.burst, Slot(index), at: .start + .seconds(at)) }
    }
    for (index, scaler) in context.blueprint.scalers.enumerated() {
      context.schedule(.scale, Slot(index), at: .start + .seconds(scaler.every))
    }
  }

  /// A request comes: of a class and for a key by chance.
  mutating func ask(_ source: Int, _ number: UInt64, user: Int, _ context: inout Context<SystemLab>) {
    context.count(.offered, at: source)
    let number = number | UInt64(source) << 48
    var frame = Frame(
      phase: .waits, place: Int32(sources[source].call), parent: Slot(user), parentTag: 0, number: number,
      path: Path(), began: context.now, due: context.now)
    if sources[source].hasKeys {
      var draw = context.draw(Stream.key(source), number)
      frame.key = Int32(context.blueprint.sources[source].keys!.key(&draw))
    }
    if sources[source].hasClasses {
      var draw = context.draw(Stream.kind(source), number)
      let part = draw.uniform(), classes = context.blueprint.sources[source].classes
      let kind = classes.first { part < context.blueprint.classes[$0].upTo } ?? classes.upperBound - 1
      frame.kind = Int32(kind)
      frame.priority = UInt8(context.blueprint.classes[kind].priority)
      context.count(.offered, at: sources.count + kind)
    }
    begin(frame, &context)
  }

  /// So many requests at once.
  mutating func burst(_ source: Int, _ context: inout Context<SystemLab>) {
    for _ in 0..<(context.blueprint.sources[source].burst?.count ?? 0) { askOnce(source, user: .max, &context) }
  }

  /// A request besides those that arrive one by one.
  private mutating func askOnce(_ source: Int, user: Int, _ context: inout Context<SystemLab>) {
    let number = sources[source].others
    sources[source].others += 1
    ask(source, number << 1 | 1, user: user == .max ? Int(Frame.nobody) : user, &context)
  }

  /// A user has thought: it asks, or leaves when there should be fewer.
  mutating func think(_ source: Int, user: Int, _ context: inout Context<SystemLab>) {
    guard user < sources[source].users else {
      sources[source].present[user] = false
      return
    }
    askOnce(source, user: user, &context)
  }

  /// A request of a user is over: it thinks.
  mutating func rest(_ source: Int, user: Slot, number: UInt64, _ context: inout Context<SystemLab>) {
    guard user != Frame.nobody else { return }
    var draw = context.draw(Stream.think(source), number)
    let shape = context.blueprint.sources[source].think!.shape
    let time = Interval(nanosecondsRounded: Double(sources[source].think.nanoseconds) * shape.factor(&draw))
    context.schedule(.user, Slot(source), tag: UInt32(user), after: time)
  }

  /// There are other users from now on: those who are new think first, those who are too many leave after their answer.
  mutating func turn(_ source: Int, users: Int, _ context: inout Context<SystemLab>) {
    sources[source].users = users
    while sources[source].present.count < users { sources[source].present.append(false) }
    for user in 0..<users where !sources[source].present[user] {
      sources[source].present[user] = true
      rest(source, user: Slot(user), number: UInt64(user) | 1 << 47 | context.now.nanoseconds << 16, &context)
    }
  }

  /// Turns the rate to what it is at this time of the course.
  mutating func followCourse(_ source: Int, _ context: inout Context<SystemLab>) {
    guard let course = context.blueprint.sources[source].course else { return }
    sources[source].arrivals.turn(to: sources[source].rate * course.part(at: context.now.seconds), &context)
    guard course.period != nil || context.now.seconds <= course.points[course.points.count - 1].at else { return }
    context.schedule(.turn, Slot(source), after: .milliseconds(100))
  }

  /// Adds replicas or takes them away, by how busy they are on average. What a controller wants counts while the
  /// setting of the number is what it was at the start.
  mutating func scale(_ index: Int, _ context: inout Context<SystemLab>) {
    let station = context.blueprint.scalers[index].station, current = stations[station].present
    let utilization = stations[station].utilizations / Double(max(1, stations[station].looks))
    (stations[station].utilizations, stations[station].looks) = (0, 0)
    context.schedule(.scale, Slot(index), after: .seconds(context.blueprint.scalers[index].every))
    guard !stations[station].isTurned else { return }
    let wanted = scalers[index].replicas(current: current, metric: utilization, at: context.now.duration)
    if wanted != current {
      stations[station].wanted = wanted
      stations[station].present = wanted
      context.note(
        .scaled(station: context.blueprint.stations[station].name, from: current, to: wanted), cause: .chance)
      if stations[station].group >= 0 { feed(stations[station].group, &context) }
    }
  }
}
