import Engine
import FirstEdition
import Grid

extension SagaLab {
  /// What the lab is and shows.
  public static let card = LabCard<SagaLab>(
    id: "saga", title: "Saga", group: "The eight",
    summary:
      "One order is five local transactions at five services. Fail any step and watch who undoes what, and what that costs.",
    whenToUse: [
      "A business transaction spans services with a database each, and every step can be undone by another step.",
      "Choreography: few steps, loosely coupled by events, and no coordinator that could fail.",
      "Orchestration: many steps or branches, and somebody must be able to say where an order stands.",
    ],
    whenNot: [
      "All data lies in one database: an ordinary transaction is simpler and isolated as well.",
      "Steps that cannot be undone, or intermediate states that nobody may see: sagas give up isolation.",
      "Two-phase commit is for few participants, close together, that must agree at once: its locks wait for the coordinator.",
      "Nothing at all is enough where every step is idempotent and can simply be repeated.",
    ],
    simplifies: [
      "Every order touches the same row number at each service; only the first service's row has a value.",
      "All orders visit the services in one order, so locks cannot deadlock.",
      "A choreography's events wait at a broker that keeps them until the next service takes them.",
      "Two-phase commit works on the steps one after another, and times a missing vote out as a no.",
      "Nobody repeats a request that the service still has in its queue; it would be told so.",
      "A restarted coordinator reads its log in no time; participants that have not voted give up after 3 s.",
      "A message that comes after its order has ended everywhere is not modelled beyond what is on its way then.",
    ],
    panels: [orderPanel, rowsPanel, ordersPanel, messagesPanel], verifications: checks,
    drainsWithin: .seconds(14_400))
}
