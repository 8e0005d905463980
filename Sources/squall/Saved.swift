import Dashboard
import Diagnostics
import LabKit
import Runs
import Systems

/// What becomes of a run whose file was saved.
package enum Saved: Sendable {
  /// It goes on: the file is as it was, or the run is of something else by now.
  case unchanged
  /// It goes on, and a person should read what is wrong with the file.
  case complaint(String)
  /// Another run takes its place, in which the same was done; and what a person should know of that.
  case reloaded(any LabRun, says: String)

  /// What becomes of `old` when `file` says this text.
  package init(_ text: String, file: String, of old: any LabRun) {
    guard let before = old.entry.text, before != text else {
      self = .unchanged
      return
    }
    do throws(BadInput) {
      let lab = try SystemFile(text: text, file: file, reservedKeys: GlobalKeys.reserved).lab
      let reload = Reload(of: old, as: lab)
      let lost = reload.vanished.isEmpty ? "" : "; no longer there: \(reload.vanished.joined(separator: ", "))"
      self = .reloaded(reload.run, says: "read again, with what was done so far\(lost)")
    } catch { self = .complaint("\(error)") }
  }
}
