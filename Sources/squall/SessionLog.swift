import Diagnostics
import Engine
import Files
import LabKit
import Stories
import Synchronization

/// A session file that is being written, as things happen. Whoever writes it holds a lock on it.
///
/// It begins once there is something to lose: an input, or a minute of the run. Where it cannot be written the run goes
/// on, and all of it is written as soon as it can be.
final class SessionLog: Sendable {
  private struct Book {
    var file: LineFile?
    var writer: SessionWriter
    /// What was said last about not being written down.
    var trouble: String?
    /// Whether the session is as long as one can be.
    var isFull = false
  }

  private let folder: SessionFolder
  /// Where the run was when it began: a story may begin with a twin, whose knobs are turned.
  private let begun: RunMap
  private let book: Mutex<Book>

  /// The log of a run that begins; throws where none can be written.
  init(_ folder: SessionFolder, beginning run: any LabRun) throws(BadInput) {
    do throws(BadInput) { try folder.prepare() } catch { throw SessionLog.trouble(error, isFirst: true) }
    (self.folder, begun) = (folder, run.map)
    book = Mutex(Book(writer: SessionWriter()))
  }

  /// The log of a run that goes on in a file, behind so many bytes.
  init(_ file: LineFile, continuing run: any LabRun, length: Int) throws(BadInput) {
    try file.cut(to: length)
    (folder, begun) = (.ofUser(), run.map)
    book = Mutex(Book(file: file, writer: try SessionWriter(continuing: run, length: length)))
  }

  /// Why the run is not written down at present; nil while it is.
  var trouble: String? { book.withLock(\.trouble) }

  /// Appends what was done since the last time, and gives back what a person should know of that: that it cannot be
  /// written, or that it can be again.
  func record(_ run: any LabRun) -> String? {
    book.withLock { book in
      guard !book.isFull, book.file != nil || run.map.isWorthKeeping(since: begun) else { return nil }
      let before = book.trouble
      do throws(BadInput) { try write(run, &book) } catch {
        book.trouble = SessionLog.trouble(error, isFirst: book.file == nil).description
        return book.trouble == before ? nil : book.trouble
      }
      book.trouble = nil
      return before == nil ? nil : "this run is written down again"
    }
  }

  /// What did not fit on a disk is tried again together with what comes: later lines make no sense without it.
  private func write(_ run: any LabRun, _ book: inout Book) throws(BadInput) {
    var next = book.writer
    let lines: String
    do throws(BadInput) { lines = try next.lines(for: run) } catch {
      book.isFull = true
      throw error
    }
    if let file = book.file {
      try file.append(lines)
    } else {
      let beginning = SessionWriter.beginning(run, squall: Squall.configuration.version)
      book.file = try folder.begin("\(run.entry.id)-\(run.seed)", beginning + lines)
      folder.prune(where: Session.isBrief)
    }
    book.writer = next
  }

  private static func trouble(_ error: BadInput, isFirst: Bool) -> BadInput {
    BadInput("\(isFirst ? "" : "from here on ")this run is not written down: \(error)")
  }
}

extension RunMap {
  /// Whether somebody would miss the run: something was done in it, or it took more than a moment.
  fileprivate func isWorthKeeping(since begun: RunMap) -> Bool {
    branches.count > begun.branches.count || !bookmarks.isEmpty || tip.at >= .start + Session.brief
      || zip(branches, begun.branches).contains { $0.tip.inputs > $1.tip.inputs }
  }
}
