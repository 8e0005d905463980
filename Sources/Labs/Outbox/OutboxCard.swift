import Engine
import FirstEdition
import Grid

extension OutboxLab {
  /// What the lab is and shows.
  public static let card = LabCard<OutboxLab>(
    id: "outbox", title: "Outbox", group: "The eight",
    summary:
      "A service must commit an order and tell the world about it. Crash it at every point and see who knows what afterwards.",
    whenToUse: [
      "An event must go out if and only if the database has changed.",
      "Database and broker share no transaction, as is the rule between services.",
      "Consumers can recognise repeats, by an inbox or because their work is idempotent.",
    ],
    whenNot: [
      "Above some 100,000 events a second polling a table does not keep up: capture the database's log instead.",
      "The event is only a hint that may get lost: publish it and be done.",
      "The broker is the source of truth itself: write there first and build the tables from it.",
    ],
    simplifies: [
      "The database never fails, and a crashed relay's transaction is rolled back at once.",
      "One broker of one partition that loses nothing it has acknowledged, and one consumer.",
      "A consumer acts on a batch of up to 50 records and commits its offset afterwards.",
      "Marking a row published deletes it; the panel remembers it for a while.",
      "A service that publishes itself does not try again: the process that knew about it is gone or moves on.",
      "The connector notes its position after every batch.",
    ],
    panels: [ordersPanel, tablePanel, relaysPanel, consumerPanel], verifications: checks,
    drainsWithin: .seconds(86_400))
}
