import Grid
import LabKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A panel and where it stands.
struct PanelPlace: Equatable {
  /// The panel's position among the lab's.
  let panel: Int
  /// Its frame and all.
  let area: Rectangle
}

/// Where the panels of a lab stand: as many as fit, the most important first, in rows read from the left.
///
/// All numbers of columns are tried, and of those that give every panel what it needs the one wins whose
/// panels are shaped best.
enum PanelArrangement {
  /// The places in an area, at most so many; the focused panel always has one, unless there is no area. The panel that
  /// comes first is more important than all others.
  static func places(
    of panels: [LabEntry.PanelField], focused: Int, first: Int = 0, most: Int = .max, in area: Rectangle
  ) -> [PanelPlace] {
    guard !panels.isEmpty, !area.isEmpty else { return [] }
    let order = ([first] + panels.indices.filter { $0 != first }).filter { !panels[$0].isOnDemand || $0 == focused }
    for count in stride(from: min(most, order.count), through: 1, by: -1) {
      let shown = mostImportant(count, of: order, with: focused)
      let fitting = (1...min(count, 4)).compactMap { places(shown, panels, columns: $0, area) }
      if let best = fitting.min(by: { distortion($0) < distortion($1) }) { return best }
    }
    return [PanelPlace(panel: panels.indices.contains(focused) ? focused : 0, area: area)]
  }

  /// The first panels, the last of them giving way to the focused one.
  private static func mostImportant(_ count: Int, of order: [Int], with focused: Int) -> [Int] {
    var shown = Array(order.prefix(count))
    if !shown.contains(focused), order.contains(focused) { shown[count - 1] = focused }
    return shown
  }

  /// One arrangement; nil when a panel does not get what it needs.
  private static func places(
    _ shown: [Int], _ panels: [LabEntry.PanelField], columns: Int, _ area: Rectangle
  ) -> [PanelPlace]? {
    let rows = rows(shown, columns: columns)
    let heights = rows.map { row in row.map { panels[$0].minimumHeight + 2 }.max() ?? 0 }
    guard heights.reduce(0, +) <= area.height else { return nil }
    // No row grows far beyond what its panels need before the others have as much.
    let slots = heights.map { Share(weight: $0, minimum: $0) }
    var places: [PanelPlace] = []
    for (row, strip) in zip(rows, Layout.rows(slots, in: area)) {
      let widths = row.map { panels[$0].minimumWidth + 2 }
      guard widths.reduce(0, +) <= area.width else { return nil }
      // Halves and thirds line up from row to row; where a panel needs more, its neighbours give way.
      let isEven = widths.allSatisfy { $0 <= area.width / row.count }
      let slots = widths.map { Share(weight: isEven ? 1 : $0, minimum: isEven ? 0 : $0) }
      places += zip(row, Layout.columns(slots, in: strip)).map { PanelPlace(panel: $0, area: $1) }
    }
    return places
  }

  /// The panels row by row, the longer rows first.
  private static func rows(_ shown: [Int], columns: Int) -> [[Int]] {
    let count = (shown.count + columns - 1) / columns
    var rest = shown[...]
    return (0..<count).map { row in
      let length = shown.count / count + (row < shown.count % count ? 1 : 0)
      defer { rest = rest.dropFirst(length) }
      return Array(rest.prefix(length))
    }
  }

  /// How far the panels are from five times as wide as high, which looks like two to one.
  private static func distortion(_ places: [PanelPlace]) -> Double {
    places.reduce(0) { sum, place in
      let width = Double(max(1, place.area.width - 2)), height = Double(max(1, place.area.height - 2))
      return sum + abs(log(width / height / 5))
    } / Double(max(1, places.count))
  }
}
