import Engine
import FirstEdition

/// Which faults are injected, each with the note of the key that did it.
struct Faults: Sendable {
  private var notes = [NoteID?](repeating: nil, count: Shop.Action.allCases.count)

  /// The note of the key that injected a fault; nil while it is healed.
  subscript(action: Shop.Action) -> NoteID? {
    get { notes[Faults.index(action)] }
    set { notes[Faults.index(action)] = newValue }
  }

  func isOn(_ action: Shop.Action) -> Bool { notes[Faults.index(action)] != nil }

  /// The note that explains why a service fails or is slow now.
  func cause(_ service: Service) -> NoteID {
    switch service {
    case .payment: self[.paymentDown] ?? self[.paymentSlow] ?? .chance
    case .inventory: self[.inventoryDown] ?? .chance
    case .shipping: self[.shippingDown] ?? .chance
    case .notification: .chance
    }
  }

  func isDown(_ service: Service) -> Bool {
    switch service {
    case .payment: isOn(.paymentDown)
    case .inventory: isOn(.inventoryDown)
    case .shipping: isOn(.shippingDown)
    case .notification: false
    }
  }

  // The position by a switch and not by a search: asked for several times a call.
  private static func index(_ action: Shop.Action) -> Int {
    switch action {
    case .failStep1: 0
    case .failStep2: 1
    case .failStep3: 2
    case .failStep4: 3
    case .order: 4
    case .paymentDown: 5
    case .paymentSlow: 6
    case .inventoryDown: 7
    case .shippingDown: 8
    case .consumersSlow: 9
    case .brokerDown: 10
    case .partitionA: 11
    case .partitionB: 12
    case .partitionC: 13
    case .burst: 14
    case .capacityHalves: 15
    case .incrementA: 16
    case .incrementB: 17
    case .incrementC: 18
    case .mergeNow: 19
    case .crashBeforePublish: 20
    case .crashBeforeMark: 21
    case .certificateExpires: 22
    case .sidecarDies: 23
    case .controlPlaneDown: 24
    }
  }
}
