import Engine
import FirstEdition
import Grid

extension BulkheadLab {
  /// Every thread of every pool, a glyph each by what it is doing.
  static let threadsPanel = Panel<BulkheadLab>(
    "Threads", topics: [Topic.pools],
    knobs: [
      "pools", "size.payment", "size.catalogue", "size.analytics", "time.payment", "slowness", "timeout",
    ],
    actions: [.slow, .dead], minimumWidth: 34, minimumHeight: 4,
    status: { view in
      let stuck = Int(view.meters[gauge: .stuck].last)
      return stuck > 0 ? "\(stuck) HANG" : view.knobs.pools.rawValue
    },
    draw: { view, canvas in
      let rows = Layout.rows([Share(minimum: 1, priority: 2), .fixed(1, priority: 1)], in: canvas.bounds)
      canvas.inside(rows[0]) { pools(view, on: &$0) }
      canvas.inside(rows[1]) { legend(on: &$0) }
    })

  /// The pools in use: those of the mode, and those that still have work from before it was turned.
  private static func shown(_ view: LabView<BulkheadLab>) -> [Int] {
    view.model.pools.indices.filter { pool in
      (pool == shared) == (view.knobs.pools == .shared)
        || view.model.pools[pool].threads.busy + view.model.pools[pool].bulkhead.waiting > 0
    }
  }

  private static let labelWidth = 16

  private static func pools(_ view: LabView<BulkheadLab>, on canvas: inout Canvas) {
    let width = max(1, canvas.width - labelWidth)
    let pools = shown(view)
    let needed = pools.map { (count(view, $0) + width - 1) / width }
    // A blank row between the pools where there is room for it.
    let hasGap = needed.reduce(0, +) + pools.count - 1 <= canvas.height
    var row = 0
    for (pool, rows) in zip(pools, needed) {
      label(view, pool, row: row, on: &canvas)
      canvas.inside(Rectangle(column: labelWidth, row: row, width: width, height: max(1, rows))) {
        threads(view, pool, on: &$0)
      }
      row += max(1, rows) + (hasGap ? 1 : 0)
    }
  }

  private static func count(_ view: LabView<BulkheadLab>, _ pool: Int) -> Int {
    max(view.knobs.size(pool), view.model.pools[pool].threads.count)
  }

  private static func label(_ view: LabView<BulkheadLab>, _ pool: Int, row: Int, on canvas: inout Canvas) {
    let busy = view.model.pools[pool].threads.busy, size = view.knobs.size(pool)
    let isFull = busy >= size
    canvas.write(Span(name(ofPool: pool)), column: 0, row: row, width: 9)
    canvas.write(
      Span("\(busy)/\(size)", isFull ? .bad : .muted, isFull ? .bold : []), column: 9, row: row, width: 6,
      alignment: .trailing)
  }

  private static func threads(_ view: LabView<BulkheadLab>, _ pool: Int, on canvas: inout Canvas) {
    for thread in 0..<min(count(view, pool), canvas.width * canvas.height) {
      canvas.put(glyph(view, pool, thread), column: thread % canvas.width, row: thread / canvas.width)
    }
  }

  private static func glyph(_ view: LabView<BulkheadLab>, _ pool: Int, _ thread: Int) -> Cell {
    guard let slot = view.model.pools[pool].threads[thread] else { return Cell("·", .muted) }
    if view.model.isStuck(slot, at: view.now) { return Cell("█", .bad, .bold) }
    switch view.model.requests[slot].service {
    case .payment: return Cell("p", .p0, .bold)
    case .catalogue: return Cell("c", .p1)
    case .analytics: return Cell("a", .p2)
    }
  }

  private static func legend(on canvas: inout Canvas) {
    GlyphLegend(
      [
        ("█", .bad, "hangs"), ("p", .p0, "pay"), ("c", .p1, "read"), ("a", .p2, "report"),
        ("·", .muted, "idle"),
      ], gap: 1
    ).draw(on: &canvas)
  }
}
