import Engine

/// Everything that happened on the way from one moment to another: what a run itself forgets, or never keeps.
public struct Recording<M: Model>: Sendable {
  /// Every note, the oldest first.
  public internal(set) var notes: ContiguousArray<NoteEntry<M.Note>> = []
  /// Every span that ended, in the order in which they did.
  public internal(set) var spans: ContiguousArray<TraceSpanEntry<M.TraceSpan>> = []
}

extension Context {
  /// Whether somebody records what happens.
  @inlinable @inline(__always)
  public var isRecorded: Bool { recording != nil }

  /// Says that something has ended that began earlier. It is kept only while somebody records, and is no part of the
  /// digest: a run does the same with and without.
  @inlinable
  public mutating func trace(_ span: @autoclosure () -> M.TraceSpan, since began: Instant) {
    if recording != nil { keep(TraceSpanEntry(span(), began: began, ended: clock)) }
  }

  @usableFromInline
  mutating func keep(_ span: TraceSpanEntry<M.TraceSpan>) { recording?.spans.append(span) }

  /// Writes into the event log, and into the recording if there is one.
  @inlinable
  mutating func write(_ content: NoteEntry<M.Note>.Content, cause: NoteID) -> NoteID {
    let id = log.add(content, at: clock, cause: cause)
    if recording != nil { keep(NoteEntry(id: id, at: clock, cause: cause, content: content)) }
    return id
  }

  @usableFromInline
  mutating func keep(_ note: NoteEntry<M.Note>) { recording?.notes.append(note) }
}
