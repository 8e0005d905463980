import Engine
import FirstEdition
import Grid

extension BulkheadLab {
  /// What the lab is and shows.
  public static let card = LabCard<BulkheadLab>(
    id: "bulkhead", title: "Bulkhead", group: "The eight",
    summary:
      "Three kinds of requests and one slow vendor: pools of their own, or one that they share and lose together.",
    whenToUse: [
      "One process serves several kinds of requests or clients, and one of them depends on something that may hang.",
      "What hangs holds something scarce while it does: threads, connections, memory.",
      "Some requests matter more than others, and a busy tenant must not take the places of the rest.",
    ],
    whenNot: [
      "One kind of request and one kind of client: there is nothing to keep apart, only threads to leave idle.",
      "Nothing hangs and the load is even: at the same size a shared pool waits less than its parts.",
      "The scarce thing lies elsewhere: separate pools before one database share its lock all the same.",
    ],
    simplifies: [
      "A request is one call and needs one thread; pools in a row, as a gateway's before a vendor's, are the shop's.",
      "The vendor has no queue of its own: slow is a factor on every call, dead is no answer at all.",
      "A thread costs nothing: no stacks, no switching, so a larger shared pool looks better than it is.",
      "Four tenants with equal shares of the traffic; only tenant A ever bursts, and only with payments.",
      "Nobody tries again, so what full pools do is not mixed with what retries do.",
    ],
    panels: [threadsPanel, answersPanel, linesPanel, tenantsPanel],
    verifications: poolVerifications + QueueTables.verifications,
    drainsWithin: .seconds(600))
}
