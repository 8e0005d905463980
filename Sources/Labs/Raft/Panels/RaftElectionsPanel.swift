import Engine
import Grid
import LabKit

extension RaftLab {
  /// The newest terms: who asked for votes, who led, and how long nobody did.
  static var electionsPanel: Panel<RaftLab> {
    Panel(
      "Elections", topics: [Topic.elections], knobs: ["timeout", "timeout.spread", "heartbeat"],
      actions: [], minimumWidth: 36,
      [
        .lanes(least: 2) { reigns($0) }.most(rows: 2).priority(1),
        .table(
          "term", rows: { view in terms(view).map { Span("\($0)") } },
          [
            .text("asked") { view, row in Span(Servers(bits: term(row, view).candidates).names) },
            .text("outcome", priority: 3) { view, row in outcome(row, view) },
            .text("before, nobody", priority: 2, alignment: .trailing) { view, row in
              let term = term(row, view)
              return term.without == .zero
                ? Span(Figure.none, .muted) : Span(Figure.milliseconds(term.without.milliseconds))
            },
          ]),
      ],
      status: {
        "\(Figure.count($0.total(.all(.elections)))) won, \(Figure.count($0.total(.all(.splits)))) split"
      })
  }

  /// The newest first.
  private static func terms(_ view: View<RaftLab>) -> [Int] {
    let end = view.lab.books.terms.endIndex
    return (max(1, end - 11)..<end + 1).reversed()
  }

  private static func term(_ row: Int, _ view: View<RaftLab>) -> Term {
    view.lab.books.terms[view.lab.books.terms.endIndex - 1 - row]
  }

  private static func outcome(_ row: Int, _ view: View<RaftLab>) -> Span {
    let term = term(row, view)
    if let leader = term.leader { return Span("n\(leader + 1) led", .good) }
    if row == 0 { return Span("voting", .warning) }
    return term.isContested ? Span("split vote", .bad) : Span("no majority", .warning)
  }

  private static func reigns(_ view: View<RaftLab>) -> LaneChart {
    var from = 0.0
    var blocks: [LaneChart.Block] = []
    for reign in view.lab.books.reigns.all {
      blocks.append(.init("", from: from, to: reign.began.seconds, role: .bad, style: .state(.dotted)))
      blocks.append(
        .init(
          "n\(reign.leader + 1)", from: reign.began.seconds, to: reign.ended?.seconds,
          role: .series(reign.leader),
          style: .state(.heavy)))
      from = reign.ended?.seconds ?? view.now.seconds
    }
    if view.lab.books.ruler == nil {
      blocks.append(.init("nobody", from: from, to: nil, role: .bad, style: .state(.dotted)))
    }
    return LaneChart([.init("led", blocks)], last: 60, now: view.now.seconds)
  }
}
