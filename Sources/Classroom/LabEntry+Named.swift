import LabKit

extension [LabEntry] {
  /// The lab with this name; `others` are what else could have been meant.
  public func named(_ name: String, orOneOf others: [String] = []) throws(BadInput) -> LabEntry {
    if let lab = first(where: { $0.id == name }) { return lab }
    let what = others.isEmpty ? "no lab" : "no lab or command"
    throw BadInput("there is \(what) '\(name.printable)'", nearestTo: name, among: map(\.id) + others)
  }
}
