import LabKit
import Labs
import Systems

extension Squall {
  /// Every lab that can be opened by its name: those written in Swift, then the systems in files.
  static let labs: [LabEntry] = Catalogue.all + SystemCatalogue.all
}
