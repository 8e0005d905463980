import Grid
import LabKit

extension SidecarLab {
  /// Requests down the chain, and the control plane beside it.
  static let map = FlowMap<Self>(
    [
      .box("clients", panel: "Per hop", rate: .all(.requests), "ask"),
      .box("services", panel: "Fleet", faults: [.sidecarDies]) { view in
        Span("\(Int(view.level(.all(.instancesWaiting)) ?? 0)) wait")
      },
      .box("proxies", panel: "Coverage", faults: [.certificateExpires], rate: .all(.callsEncrypted), "mTLS"),
      .box("bottom", panel: "Fleet", faults: [.bottomDown, .bottomSlow], rate: .all(.bottomCalls), "calls"),
      .box("control plane", panel: "Control plane", cuts: [.controlPlaneDown]) { view in
        Span("\(Int(view.level(.all(.configBehind)) ?? 0)) behind")
      },
      .box("failed", panel: "Per hop", isBroken: { ($0.rate(.all(.failed)) ?? 0) > 0 }) { view in
        Span("\(view.total(.all(.failed))) in all")
      },
    ],
    [
      .arrow("clients", "services", .all(.requests)), .arrow("services", "proxies", .all(.calls)),
      .arrow("proxies", "bottom", .all(.bottomCalls)), .arrow("control plane", "proxies"),
      .arrow("services", "failed", .all(.failed), isBad: true),
    ])
}
