import Engine
import FirstEdition
import Grid

extension CounterLab {
  /// What the lab is and shows.
  public static let card = LabCard<CounterLab>(
    id: "g-counter", title: "G-Counter", group: "The eight",
    summary:
      "Replicas count without asking each other; their vectors merge over a network that loses, doubles and reorders.",
    whenToUse: [
      "Several places must take writes and none may wait for the others: regions, devices that are offline, editors.",
      "What is counted adds up whatever the order: views, likes, stock that has come in.",
      "Messages may be lost or repeated and nobody wants to track which.",
    ],
    whenNot: [
      "The number must be right at every moment, as a balance must: replicas agree later, not now.",
      "A bound has to hold, such as never below zero: no replica can know that alone.",
      "Replicas come and go by the thousand: every one that ever counted keeps its entry.",
    ],
    simplifies: [
      "Every operation is on disk before it is acknowledged, so a crash loses only what is in memory.",
      "A replica that leaves hands over in good order; its entry stays in every vector.",
      "A message is 20 bytes and 12 for each entry, acknowledgements are the 20 bytes alone.",
      "OR-Set and register have no delta of their own here: the whole state is sent, but only when it has changed.",
      "The set has 16 possible elements; removing what is not there counts as an operation too.",
      "The plain sum tells each other replica what it counted since it last told it, once, without an acknowledgement.",
      "Merge now is by hand: it takes no time and no messages.",
    ],
    panels: [vectorsPanel, plainPanel, messagesPanel, bytesPanel],
    verifications: counterVerifications + siblingVerifications,
    drainsWithin: .seconds(900))
}
