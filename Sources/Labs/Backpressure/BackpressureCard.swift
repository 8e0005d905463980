import Engine
import FirstEdition

extension Backpressure {
  /// What the lab is and shows.
  public static let card = LabCard<Backpressure>(
    id: "backpressure", title: "Backpressure", group: "Resilience",
    summary:
      "A producer that is faster than its consumers: where its records wait, who feels it, and what is lost.",
    whenToUse: [
      "A fast producer feeds slow consumers, and the work may wait: streams, pipelines, jobs.",
      "Within one system: a bounded queue that blocks, so that the pressure reaches the source.",
      "Between systems: a log that consumers pull from, so that the lag is there to be seen.",
    ],
    whenNot: [
      "Somebody waits for the answer within a known time: then shed, since an old answer is worth nothing.",
      "The source cannot slow down: then rejecting, sampling or more consumers are what is left.",
    ],
    simplifies: [
      "One producer and one kind of record; batches are processed record by record, and what a record takes does not depend on the strategy.",
      "Of the queue in memory any consumer takes the next record, and what is in the hand of a consumer that dies is lost; the log is on disk and its broker never fails.",
      "What is held back upstream takes no memory here: it stays where it comes from.",
      "A rebalance is the eager one: nobody polls until all have finished their batch; agreeing takes half a second. Positions are committed after each batch.",
      "Partitions are dealt out round by their number. Lowering their number keeps the old ones until they are empty and the next rebalance comes.",
      "A consumer that waits for records polls all the time; the poll interval counts from the poll of the batch in hand.",
      "After running out of memory the queue's process is back after 5 s, empty.",
    ],
    panels: [flowPanel, backlogPanel, consumersPanel, forecastPanel],
    verifications: limiterCases + kafkaCases + consumerCases + queueingCases + drainCases,
    drainsWithin: .seconds(30_000))
}
