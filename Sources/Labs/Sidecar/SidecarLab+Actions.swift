import FirstEdition

extension SidecarLab {
  /// What the keys do.
  public enum Action: String, ActionSet {
    case controlPlaneDown = "control.down"
    case certificateExpires = "certificate.expires"
    case sidecarDies = "sidecar.dies"
    case bottomDown = "bottom.down"
    case bottomSlow = "bottom.slow"
    case newInstance = "new.instance"
    case request = "request"

    /// Key, title and kind.
    public var declaration: ActionDeclaration {
      switch self {
      case .controlPlaneDown:
        .fault(
          "c", "control plane down",
          "No configuration, no certificates, no news of instances for the proxies.")
      case .certificateExpires:
        .fault("e", "cert expires", "The certificates of orders run out and are not renewed.")
      case .sidecarDies:
        .fault(
          "x", "sidecar dies", "The proxy of one instance of orders is dead; the service behind it is not.")
      case .bottomDown: .fault("d", "bottom down", "The last service of the chain refuses every call.")
      case .bottomSlow: .fault("w", "bottom slow", "The last service takes 400 times as long.")
      case .newInstance:
        .once("i", "new instance", "Replaces an instance of orders by a new one, as a deployment does.")
      case .request: .once("o", "one request", "Sends one request down the chain.")
      }
    }

    /// Its place among the actions, by a switch and not by a search.
    var index: Int {
      switch self {
      case .controlPlaneDown: 0
      case .certificateExpires: 1
      case .sidecarDies: 2
      case .bottomDown: 3
      case .bottomSlow: 4
      case .newInstance: 5
      case .request: 6
      }
    }
  }
}
