import Engine
import Grid
import LabKit

extension RaftLab {
  /// Who led during the last minute, and the newest terms: who asked for votes, who led, how long nobody had before.
  static var electionsPanel: Panel<RaftLab> {
    Panel(
      "Elections",
      reading: """
        Who led lately, dotted where nobody did, and the newest terms. Who hears no leader for its timeout begins a \
        term. Timeouts are drawn by chance, so that one asks first; when several ask at once the vote may be split.
        """, topics: [Topic.elections], knobs: ["timeout", "timeout.spread", "heartbeat"], minimumWidth: 36,
      [
        .lanes(least: 1) { reigns($0) }.most(rows: 2).priority(1),
        .table(
          "term", rows: { $0.lab.truth.newest.map { Span("\($0)") } },
          [
            .text("asked for votes") { Span(term($1, $0).candidates.names) },
            .text("outcome", priority: 3) { outcome($1, $0) },
            .text("no leader for", priority: 2, alignment: .trailing) {
              Span(term($1, $0).without.map { Figure.milliseconds($0.milliseconds) } ?? Figure.none)
            },
          ]
        ).least(rows: 4).showing(.rivals, as: .bad).showing(.elections, .splits),
        .chart([Curve("messages", .all(.sent), .series1), Curve("lost", .all(.undelivered), .bad)], isStacked: false)
          .least(rows: 5).priority(0),
      ], status: { "\($0.total(.all(.elections))) won, \($0.total(.all(.splits))) split" })
  }

  private static func term(_ row: Int, _ view: View<RaftLab>) -> Term {
    view.lab.truth.terms[view.lab.truth.newest[row] - 1]
  }

  private static func outcome(_ row: Int, _ view: View<RaftLab>) -> Span {
    let term = term(row, view)
    if let leader = term.leader { return Span("n\(leader + 1) led", .good) }
    if row == 0 { return Span("voting", .warning) }
    return term.isContested ? Span("split vote", .bad) : Span("no majority", .warning)
  }

  private static func reigns(_ view: View<RaftLab>) -> LaneChart {
    let blocks = view.lab.truth.reigns.all.map {
      LaneChart.Block(
        "n\($0.leader + 1)", from: $0.began.seconds, to: $0.ended?.seconds, role: .series($0.leader),
        style: .state(.heavy))
    }
    let nobody = LaneChart.Block("", from: 0, to: nil, role: .bad, style: .state(.dotted))
    return LaneChart([.init("last 60 s", [nobody] + blocks)], last: 60, now: view.now.seconds)
  }
}
