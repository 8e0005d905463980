import Diagnostics
import Engine
import LabKit

extension Report.Format {
  /// The format with this name.
  public init(named name: String) throws(BadInput) {
    guard let format = Report.Format(rawValue: name) else {
      throw BadInput(
        "there is no format '\(name.printable)'", nearestTo: name,
        among: Report.Format.allCases.map(\.rawValue))
    }
    self = format
  }
}

extension NoteLevel {
  /// The level with this name.
  public init(named name: String) throws(BadInput) {
    guard let level = NoteLevel.allCases.first(where: { "\($0)" == name }) else {
      throw BadInput(
        "there is no level of notes '\(name.printable)'", nearestTo: name,
        among: NoteLevel.allCases.map { "\($0)" })
    }
    self = level
  }
}
