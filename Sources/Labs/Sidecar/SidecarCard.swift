import Engine
import FirstEdition
import Grid

extension SidecarLab {
  /// What the lab is and shows.
  public static let card = LabCard<SidecarLab>(
    id: "sidecar", title: "Sidecar", group: "The eight",
    summary:
      "A proxy beside every service does what all of them need: encryption, retries, timeouts, breakers, telemetry.",
    whenToUse: [
      "Many services in several languages need the same encryption, retries and telemetry.",
      "Those who run the fleet must change such things without a release of every service.",
      "Code that nobody can change any more has to speak mTLS.",
    ],
    whenNot: [
      "One application, or a few services in one language: a library does it, with less to run.",
      "A millisecond a hop is too much, or the memory of a second process for every instance is.",
      "Nobody is there to run a control plane and to watch its certificates.",
    ],
    simplifies: [
      "A proxy adds an exponential time to a call; it takes no processor from the service beside it.",
      "A library adds 50 microseconds at either end and does the same as the proxy, where it is written.",
      "Pieces of library are of one size and are written feature by feature, one language after the other.",
      "Services have two instances and never queue; an instance that is replaced ends what it has begun.",
      "Breakers belong to an edge, not to an instance.",
      "mTLS is permissive: who cannot encrypt calls in plaintext. The way in from outside has no proxy.",
      "A proxy makes spans; that the service must pass on their headers is left out.",
      "Certificates live for a minute here and for a day in most meshes, so that a class can see them run out.",
      "Turning the mode replaces nothing that runs: from the next request on it is the other fleet.",
    ],
    panels: [fleetPanel, controlPanel, coveragePanel, latencyPanel], verifications: sidecarVerifications,
    drainsWithin: .seconds(1200))
}
