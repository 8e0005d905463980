import Engine
import LabKit

extension Shop {
  static func declaration(of _: NoBlueprint) -> Declaration<Shop> {
    Declaration(card, rule: rule, promises: promises)
  }

  private static let promises: [Promise<Shop>] = [
    .never("undone", "No order is charged and forgotten.", counted: .ordersStranded),
    .never("announced", "Every confirmed order is announced.", counted: .eventsLost),
    .never("once", "No order is counted twice.", counted: .counterDoubled),
    .share(
      "answered", "Payments are answered in time.", of: .served, among: .offered, member: Class.p0.rawValue,
      least: 0.95, overSeconds: 10,
      // No pattern answers payments while a service that they need is down.
      except: Service.allCases.map(\.down) + [.paymentSlow, .certificateExpires, .sidecarDies]),
  ]

  private static let card = Card<Shop>(
    id: "shop", title: "The shop", group: "Home",
    summary: "An online shop in which eight patterns work together: break it and watch what each of them does.",
    whenToUse: ["To see how the patterns lean on each other: what one lets through, the next has to cope with."],
    whenNot: ["To study one pattern by itself: its own lab shows more of it."],
    simplifies: [
      "Services never queue: they have a latency, exponential, and errors; what overload does is shown at the gateway.",
      "A refused connection takes 1 ms to come back; every call shakes hands anew, and two sidecars add to it.",
      "Retries, timeouts, breakers and mTLS are the sidecars'; calls without them are bare and never given up.",
      "The order service has one instance, and so has each service; a dead sidecar cuts its service off.",
      "Certificates live for two minutes here and for a day in most meshes, so that a class can see them run out.",
      "Confirm order is a call to notification and the commit of order row and outbox row in one.",
      "The broker is one node that loses nothing it has acknowledged; a relay's rows are locked for 20 ms.",
      "A relay that crashes is back after 2 s, its rows at once; the database never fails.",
      "Without the outbox a crash of the order service costs one event: each order has a process of its own.",
      "The consumers share one inbox, and an event's id is its order's number.",
      "When the capacity halves, half of the servers are gone and the shedder is told.",
      "The shares of P0, P1 and P2 and their quotas are ours; nothing about them is published.",
    ], panels: [counterPanel, sheddingPanel, sagaPanel, breakersPanel, queuePanel],
    drainsWithin: .seconds(7200))
}
