import Engine
import FirstEdition

extension LoadShedding {
  /// What the lab is and shows.
  public static let card = LabCard<LoadShedding>(
    id: "load-shedding", title: "Load shedding", group: "Resilience",
    summary:
      "More is asked than the servers can do: who is turned away decides whether the rest is answered in time, or nobody.",
    whenToUse: [
      "Overload can happen, and some requests matter more than others: payments before analytics.",
      "Clients have timeouts and retries: work that comes too late is work in vain, and it comes back.",
      "A worse answer for a few beats no answer for all.",
    ],
    whenNot: [
      "Every request is as important as every other: then there is nobody to turn away first.",
      "The load can wait: a queue that is worked off later needs backpressure and not shedding.",
    ],
    simplifies: [
      "Eight servers with one queue, first come first served, exponential service times; the servers cannot tell that a client has hung up.",
      "Refusing costs the servers nothing, and a refusal reaches the client at once.",
      "All clients share one adaptive throttle, a window of two minutes; so that it has something to go by, the servers then refuse what would wait 100 ms.",
      "CoDel is RFC 8289's for packets, which back off when dropped; requests do not, so against a flood it takes long and comes in waves.",
      "An outage stands the servers still; what waits stays in the queue, and the shedder is not told.",
      "The shares of P0, P1 and P2 and their quotas are ours; nothing about them is published.",
    ],
    panels: [goodputPanel, classesPanel, waitingPanel, clientsPanel],
    verifications: metastableCases + codelCases + throttleCases + staircaseCases + policyCases,
    drainsWithin: .seconds(7200))
}
