import FirstEdition

extension OutboxLab {
  /// What the keys do.
  public enum Action: String, ActionSet {
    case order = "order"
    case crashBeforePublish = "crash.before-publish"
    case crashBeforeMark = "crash.before-mark"
    case brokerDown = "broker.down"
    case rollback = "rollback"
    case consumerCrash = "consumer.crash"

    /// Key, title and kind.
    public var declaration: ActionDeclaration {
      switch self {
      case .order: .once("o", "one order", "Takes one order now and follows its event.")
      case .crashBeforePublish:
        .once(
          "c", "crash: unpublished", "The next publisher crashes after the commit and before it publishes.")
      case .crashBeforeMark:
        .once(
          "p", "crash: unmarked", "The next publisher crashes after it published and before that is noted.")
      case .brokerDown: .fault("d", "broker down", "The broker takes and acknowledges nothing.")
      case .rollback: .once("r", "roll back", "The next transaction rolls back instead of committing.")
      case .consumerCrash:
        .once(
          "v", "crash consumer", "The consumer crashes after it acted and before its offset is committed.")
      }
    }
  }
}
