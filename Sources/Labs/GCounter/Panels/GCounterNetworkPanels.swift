import Engine
import Grid
import LabKit

extension GCounterLab {
  /// What replicas without the pattern make of the same messages.
  static var plainPanel: Panel<GCounterLab> {
    Panel(
      "Plain numbers",
      reading: """
        The same messages without the pattern: who adds what it hears counts a doubled message twice and a lost one \
        never; who overwrites forgets. Each bar is the replica farthest off. The pattern is right once messages get \
        through.
        """, topics: [Topic.plain], knobs: ["show", "loss", "duplication", "reordering"],
      actions: [.partition, .crash, .increment, .mergeNow], minimumWidth: 34,
      counting.map { $0.shown { $0.lab.type.counts } } + others.map { $0.shown { !$0.lab.type.counts } },
      status: { view in
        let lab = view.lab, error = lab.worst { lab.plainError($0) }
        return error == 0 ? "right, so far" : "off by up to \(error)"
      })
  }

  private static let counting: [Part<GCounterLab>] = [
    .gauges(labelWidth: 11, readingWidth: 13) { numbers($0) }.least(rows: 4).priority(2),
    .totals { view in
      [("adding lost", Meter.plainLost), ("counted twice", .plainDoubled)].map {
        ($0, view.counted($1, .bad, none: .text))
      }
    },
    .chart([Curve("a plain sum is off by", .all(.plainError), .series2)], format: { Figure.count($0) }),
  ]

  private static let others: [Part<GCounterLab>] = [
    .line { [caption($0)] },
    .cells { view in
      (0..<view.lab.members).map {
        CellRows.Row(Span(name($0), .series($0), .bold), cells: plainCells(view.lab, $0))
      }
    }.priority(2),
    .chart([Curve("the worst plain one is off by", .all(.plainError), .bad)], format: { Figure.count($0) })
      .least(rows: 5).priority(0),
  ]

  private static func caption(_ view: View<GCounterLab>) -> Span {
    if view.lab.type == .orSet { return Span("a plain set merged by union: × came back, ○ missing", .muted) }
    let lost = view.total(.all(.writesLost)), all = view.total(.all(.operations))
    let share = all == 0 ? Figure.none : Figure.percent(Double(lost) / Double(all))
    return Span("clocks ahead cost \(lost) of \(all) writes, \(share); plain:", .warning)
  }

  private static func plainCells(_ lab: GCounterLab, _ replica: Int) -> [Cell] {
    let plain = lab.replicas[replica].plain, isRight = lab.plainError(replica) == 0
    guard lab.type == .register else { return elements(plain.bits, lab.truth.bits) }
    return "\(plain.value) \(isRight ? "the winner" : "another")".unicodeScalars.map {
      Cell($0, isRight ? .good : .bad)
    }
  }

  private static func numbers(_ view: View<GCounterLab>) -> [GaugeRow] {
    let lab = view.lab, members = lab.replicas.prefix(lab.members), truth = lab.truth.value
    let rows: [(label: String, values: [Int64], role: Role)] = [
      ("truth", [truth], .good),
      (lab.type == .gCounter ? "G-Counter" : "PN-Counter", members.map(\.state.value), .series1),
      ("adds", members.map(\.plain.sum), .series2), ("overwrites", members.map(\.plain.last), .series4),
    ]
    let scale = Double(max(1, rows.flatMap(\.values).max()!))
    return rows.enumerated().map { index, row in
      // The one that is farthest off.
      let shown = row.values.max { abs($0 - truth) < abs($1 - truth) } ?? 0, off = shown - truth
      let word = index == 0 ? "" : off == 0 ? " right" : " \(off > 0 ? "+" : "−")\(abs(off))"
      return GaugeRow(
        row.label, Double(max(0, shown)), of: scale, reading: "\(shown)\(word)", isBad: index > 1 && off != 0,
        role: row.role)
    }
  }

  /// The messages under way, each on its track from sender to receiver, and the ones that were lost.
  static var messagesPanel: Panel<GCounterLab> {
    Panel(
      "Messages",
      reading: """
        Every message under way, from sender to receiver, with what it carries; ✗ was lost. Replicas gossip, again \
        and again, so losing, doubling or delaying messages only makes it later. Told nothing: it had come before.
        """, topics: [Topic.messages], knobs: ["gossip", "delay", "loss", "duplication", "reordering"],
      actions: [.mergeNow, .partition, .crash], minimumWidth: 30,
      [
        .totals { view in
          let figures: [(String, Meter, Role)] = [
            ("sent", .messagesSent, .text), ("lost", .messagesLost, .warning),
            ("twice", .messagesDoubled, .warning), ("told nothing", .mergesIdle, .text),
          ]
          return figures.map { ($0, view.counted($1, $2, none: .text)) }
        },
        .chart([Curve("under way", .all(.underWay), .series1)], format: { Figure.count($0) }).least(rows: 5).priority(
          0),
        .drawn(rows: 2) { view, canvas in
          let recent = view.lab.losses.all.filter { view.now - $0.at < .milliseconds(700) }
          let lost = recent.suffix(canvas.height / 3)
          // Oldest first, so that a line moves up as those before it arrive and never jumps.
          let flights = view.lab.mail.flights.prefix(canvas.height - lost.count)
          let lines =
            flights.map { flight($0, view.now, canvas.width) }
            + lost.map { loss($0, view.lab.type.counts, canvas.width) }
          for (row, line) in lines.enumerated() { canvas.write(line, column: 0, row: row) }
        }.most { min(12, max(2, $0.lab.mail.flights.count + 1)) }.priority(2),
      ], status: { "\($0.lab.mail.underWay) in flight" })
  }

  private static func flight(_ letter: Mail<GCounterLab, Message>.Letter, _ now: Instant, _ width: Int) -> [Span] {
    let payload = letter.content.payload, track = max(6, width - 8 - 26)
    let isAnswer = if case .acknowledgement = payload { true } else { false }
    let what =
      isAnswer ? "ack" : "\(payload.entries == 1 ? "1 entry" : "\(payload.entries) entries"), \(payload.bytes) B"
    let way = (now - letter.sent).seconds / max(1e-9, (letter.due - letter.sent).seconds)
    let place = min(track - 1, Int(way * Double(track)))
    return [
      Span(name(letter.from).padded(to: 3), .series(letter.from), .bold),
      Span(String(repeating: "─", count: place) + "►", .series(letter.from)),
      Span(String(repeating: "·", count: track - 1 - place) + " ", .muted),
      Span(name(letter.to).padded(to: 3), .series(letter.to), .bold),
      Span((letter.isDouble ? "again: " : "") + what, letter.isDouble ? .warning : .muted),
    ]
  }

  private static func loss(_ loss: Loss, _ counts: Bool, _ width: Int) -> [Span] {
    let message = loss.message, why = loss.isCut ? "cut off" : "lost", amount = message.news.amount
    let sum = amount == 0 || !counts ? "" : ", \(width < 50 ? "sum" : "a plain sum") loses \(amount)"
    return [Span("\(name(message.from)) ──✗  \(name(message.to))  \(why)\(sum)", .bad)]
  }

  /// What the gossip costs, beside what it would cost with full states, and how far apart the replicas are.
  static var bytesPanel: Panel<GCounterLab> {
    Panel(
      "Bytes",
      reading: """
        What the gossip costs, beside what it would cost with full states: deltas send only what changed since the \
        receiver acknowledged. The curve is what the replica that knows least has not heard of.
        """, topics: [Topic.bytes], knobs: ["send", "gossip", "replicas"],
      actions: [.mergeNow, .partition], minimumWidth: 30,
      [
        .gauges(labelWidth: 8, readingWidth: 10) { view in
          let sent = view.rate(.all(.bytesSent), overSeconds: 5)
          let full = view.rate(.all(.bytesIfFull), overSeconds: 5), scale = max(1, sent ?? 0, full ?? 0)
          return [("sent", sent, Role.series1), ("as full", full, .series3)].map { label, value, role in
            GaugeRow(label, value, of: scale, reading: speed(value), role: role)
          }
        }.least(rows: 2).priority(2),
        .figures { view in
          let sent = view.total(.all(.messagesSent)), entries = Double(view.total(.all(.entriesSent)))
          return [
            ("entries a message", Span(sent == 0 ? Figure.none : Figure.count(entries / Double(sent)))),
            ("behind", Span(view.level(.all(.apart)).map { Figure.count($0) } ?? Figure.none)),
          ]
        },
        .chart([Curve("operations behind", .all(.apart), .series4)], format: { Figure.count($0) }),
      ],
      status: { view in
        "\(view.knobs.send.rawValue) state, \(speed(view.rate(.all(.bytesSent), overSeconds: 5)))"
      })
  }

  private static func speed(_ bytes: Double?) -> String { bytes.map { Figure.bytes($0) + "/s" } ?? Figure.none }
}

extension String {
  /// The text and blanks up to so many columns.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }
}
