extension Timeline {
  /// The last moment before the present at which a count rose: right after the event or input that made it;
  /// nil when it never did.
  ///
  /// Complexity: a comparison for each checkpoint, and twice the events between two of them.
  public func lastRise(of count: (S) -> Int) -> Moment? {
    let branch = branch
    var end = head
    for start in branch.checkpoints.reversed() where start.moment < head.moment {
      if count(start.simulation) < count(end.simulation),
        let found = lastRise(of: count, from: start.head, to: end.moment)
      {
        return found
      }
      end = start.head
    }
    return nil
  }

  /// In long strides first, then event by event through the last one in which the count rose.
  private func lastRise(of count: (S) -> Int, from start: Head<S>, to end: Moment) -> Moment? {
    let branch = branch
    var found: Moment?
    var world = start
    while world.moment < end, !patience.isOver {
      let before = world
      world = branch.strode(world, to: end, events: world.events + Patience.stretch)
      if count(world.simulation) > count(before.simulation) {
        found = lastStep(of: count, from: before, to: world.moment) ?? found
      }
    }
    return found
  }

  private func lastStep(of count: (S) -> Int, from start: Head<S>, to end: Moment) -> Moment? {
    let branch = branch
    var found: Moment?
    var world = start
    var last = count(world.simulation)
    while world.moment < end, branch.stepOnce(&world, to: end) {
      let now = count(world.simulation)
      if now > last, world.moment < head.moment { found = world.moment }
      last = now
    }
    return found
  }
}

extension Branch {
  /// A head that much further on its way to a moment.
  fileprivate func strode(_ head: Head<S>, to end: Moment, events: Int) -> Head<S> {
    var head = head
    while head.inputs < end.inputs, journal[head.inputs].eventsBefore <= events {
      head.take(journal[head.inputs])
    }
    head.simulation.advance(to: end.at, events: min(events, end.events))
    return head
  }

  /// Takes the next input or lets the next event happen; nothing beyond `end`.
  fileprivate func stepOnce(_ head: inout Head<S>, to end: Moment) -> Bool {
    if head.inputs < end.inputs, journal[head.inputs].eventsBefore == head.events {
      head.take(journal[head.inputs])
      return true
    }
    guard head.events < end.events else { return false }
    return head.simulation.step(notAfter: end.at)
  }
}
