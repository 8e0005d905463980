import Grid
import Testing

/// Lanes with messages between them.
@Suite struct LaneSnapshotTests {
  /// A leader that sends to four others every `period` seconds and crashes, and an election after it.
  private func election(
    _ count: Int = 5, period: Double = 0.15, delay: Double = 0.02, last seconds: Double, now: Double = 10
  ) -> LaneChart {
    let crash = now - 0.55 * seconds, vote = crash + 0.2 * seconds, won = vote + 2 * delay
    var lanes = (0..<count).map { node in
      LaneChart.Lane(
        "n\(node + 1)", [.init("", from: 0, to: nil, role: .text, style: .state(.light))],
        state: Span("follower 4"))
    }
    lanes[1].blocks = [
      .init("leader 3", from: 0, to: crash, role: .good, style: .state(.heavy)),
      .init("down", from: crash, to: nil, role: .bad, style: .state(.dotted)),
    ]
    lanes[1].points = [.init("✗", at: crash, role: .bad)]
    lanes[1].state = Span("✗ down", .bad)
    lanes[0].blocks = [
      .init("", from: 0, to: vote, role: .text, style: .state(.light)),
      .init("candidate", from: vote, to: won, role: .warning, style: .state(.dashed)),
      .init("leader 4", from: won, to: nil, role: .good, style: .state(.heavy)),
    ]
    lanes[0].state = Span("LEADER 4", .good, .bold)
    return LaneChart(
      lanes, messages: messages(count, period, delay, from: now - seconds, crash, vote, now),
      last: seconds, now: now)
  }

  private func messages(
    _ count: Int, _ period: Double, _ delay: Double, from start: Double, _ crash: Double, _ vote: Double,
    _ now: Double
  ) -> [LaneChart.Message] {
    var messages: [LaneChart.Message] = []
    /// One round: to all others and back.
    func round(from leader: Int, at time: Double, _ label: String, _ role: Role, isImportant: Bool) {
      for node in 0..<count where node != leader {
        let there = time + delay * (1 + 0.3 * Double(node % 3))
        let isDown = there > crash && node == 1
        messages.append(
          .init(
            label, from: leader, to: node, sent: time, arrives: there, lost: isDown ? there : nil, role: role,
            isImportant: isImportant))
        if !isDown, there <= now {
          messages.append(.init(from: node, to: leader, sent: there, arrives: there + delay, role: role))
        }
      }
    }
    var time = (start / period).rounded(.down) * period
    while time < crash {
      round(from: 1, at: time, "", .muted, isImportant: false)
      time += period
    }
    round(from: 0, at: vote, "vote?", .warning, isImportant: true)
    time = vote + 2 * delay
    while time <= now {
      round(from: 0, at: time, "", .muted, isImportant: false)
      time += period
    }
    return messages
  }

  @Test(arguments: [(70, 7, 3), (70, 7, 5), (70, 14, 5), (180, 30, 5), (78, 10, 9), (40, 6, 3), (26, 4, 3)])
  func `messages look as recorded`(_ width: Int, _ height: Int, _ count: Int) {
    expectSnapshot("lanes-\(count)-\(width)x\(height)", width, height) {
      election(count, last: 3).draw(on: &$0)
    }
  }

  @Test func `a slow network looks as recorded`() {
    expectSnapshot("lanes-slow-70x12", 70, 12) {
      election(4, period: 0.3, delay: 0.22, last: 3).draw(on: &$0)
    }
    for level in GlyphLevel.allCases where level != .ascii {
      var chart = election(5, period: 0.5, delay: 0.4, last: 3)
      chart.level = level
      expectSnapshot("lanes-slow-70x7-\(level.rawValue)", 70, 7) { chart.draw(on: &$0) }
    }
  }

  @Test func `many messages look as recorded`() {
    expectSnapshot("lanes-many-70x10", 70, 10) {
      election(5, period: 0.02, delay: 0.005, last: 3).draw(on: &$0)
    }
  }

  /// Random lanes and messages that have all arrived, thirty a second.
  private func traffic(_ dice: inout Dice, until now: Double) -> [LaneChart.Message] {
    (0..<Int(now * 30)).map { _ in
      let sent = Double.random(in: 0...now, using: &dice), from = dice.small(0...4)
      return .init(
        from: from, to: (from + dice.small(1...4)) % 5, sent: sent,
        arrives: sent + Double.random(in: 0.01...0.1, using: &dice))
    }
  }

  @Test(arguments: [7, 12, 20]) func `the picture moves as a whole while time goes on`(_ height: Int) {
    var dice = Dice(state: 11)
    let sent = traffic(&dice, until: 6), width = 64
    let lanes = (1...5).map { LaneChart.Lane("n\($0)", [.init("", from: 0, to: nil, style: .state(.light))]) }
    let column = 4.0 / Double(width - 3)
    /// The picture `count` columns of time after 6.2 s.
    func picture(_ count: Int) -> CellGrid {
      let now = 6.2 + (Double(count) + 0.5) * column
      return drawing(width, height) { LaneChart(lanes, messages: sent, last: 4, now: now).draw(on: &$0) }
    }
    var changed = 0, drawn = 0
    for count in 0..<12 {
      let one = picture(count), next = picture(count + 1)
      for row in 0..<height where !one.text[row].contains(" ago") {
        for column in 8..<width - 8 {
          if one[column + 1, row] != next[column, row] { changed += 1 }
          if one[column + 1, row].glyph != " " { drawn += 1 }
        }
      }
    }
    #expect(drawn > 2000)
    #expect(changed * 50 < drawn, "\(changed) of \(drawn)")
  }

  @Test func `what is important is drawn whatever else there is`() {
    var dice = Dice(state: 5)
    for _ in 0..<100 {
      var sent = traffic(&dice, until: 4)
      let time = Double.random(in: 1.2...3.8, using: &dice)
      sent.append(.init(from: 0, to: 4, sent: time, arrives: time, role: .bad, isImportant: true))
      // Its line lies within that of the other one.
      sent.append(.init(from: 1, to: 3, sent: time, arrives: time, role: .warning, isImportant: true))
      let lanes = (1...5).map { LaneChart.Lane("n\($0)", []) }
      let grid = drawing(60, 12) { LaneChart(lanes, messages: sent, last: 3, now: 4).draw(on: &$0) }
      for role in [Role.bad, .warning] {
        #expect(grid.cells.contains { $0.glyph == "▼" && $0.role == role })
        #expect(grid.cells.contains { $0.glyph == "●" && $0.role == role })
      }
    }
  }

  @Test func `in ASCII`() {
    expectASCIISnapshot("lanes-ascii", 70, 12) {
      election(4, period: 0.3, delay: 0.22, last: 3).draw(on: &$0)
    }
  }
}
