import Engine

extension Context {
  /// Puts an always-law to the test where it can be broken; `detail` is asked for only at its first violation.
  @inlinable public mutating func check(_ law: L.Law, _ isTrue: Bool, _ detail: @autoclosure () -> String = "") {
    lawBook.check(law.rawValue, !isTrue, at: clock, events: eventCount, detail)
  }

  /// Says that a sometimes-law was reached.
  @inlinable public mutating func reach(_ law: L.Law, _ detail: @autoclosure () -> String = "") {
    lawBook.check(law.rawValue, true, at: clock, events: eventCount, detail)
  }

  /// Writes a note and gives its name, for what it brings about.
  @inlinable @discardableResult public mutating func note(_ note: L.Note, cause: NoteID = .chance) -> NoteID {
    var writer = NoteWriter(wantsWords: false)
    note.write(to: &writer)
    return write(
      .world(note), level: writer.level, topic: writer.topic, isChange: writer.isChange, cause: cause)
  }

  /// Looks at a sign once: tells that it has become so, for which `cause` is to blame, or that it is over, which comes of
  /// the newest input since then.
  public mutating func tell(
    _ sign: inout Hysteresis, _ isSo: Bool, on: Int = 1, off: Int = 1, rose: @autoclosure () -> L.Note,
    fell: @autoclosure () -> L.Note, cause: NoteID
  ) {
    switch sign.follow(isSo, on: on, off: off) {
    case .rose: sign.note = note(rose(), cause: cause)
    case .fell: note(fell(), cause: max(sign.note, input))
    case nil: break
    }
  }

  /// Writes into the event log, and into the recording if there is one.
  @usableFromInline mutating func write(
    _ content: NoteEntry<L.Note>.Content, level: NoteLevel, topic: Int?, isChange: Bool = true, cause: NoteID
  ) -> NoteID {
    log.add(
      content, level: level, topic: topic, isChange: isChange, at: clock, cause: cause, recording: &recording)
  }

  /// Keeps what had just happened when a promise was broken first: the log may have lost it when somebody asks.
  @usableFromInline mutating func explain(_ promise: Int) {
    guard let newest = log.newest(1, upTo: .observation).first else { return }
    promiseBook.reasons[promise] = log.chain(from: newest.id).map { NoteLine($0, plan).text }
  }

  /// Whether somebody records what happens.
  @inlinable @inline(__always) public var isRecorded: Bool { recording != nil }

  /// Says that something of a trace, for instance of an order by its number, has ended that began earlier, and how.
  /// It is kept only while somebody records, and is no part of the digest: a run does the same with and without.
  @inlinable public mutating func span(
    _ name: @autoclosure () -> String, of trace: @autoclosure () -> UInt64, _ outcome: @autoclosure () -> String,
    since began: Instant
  ) {
    guard recording != nil else { return }
    keep(SpanEntry(name: name(), trace: trace(), outcome: outcome(), began: began, ended: clock))
  }

  @usableFromInline mutating func keep(_ span: SpanEntry) { recording?.spans.append(span) }
}
