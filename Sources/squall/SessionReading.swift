import Dashboard
import Diagnostics
import Files
import LabKit
import Runs
import Stories
import Systems

extension Session {
  /// The session in a file.
  static func read(_ path: String) throws(BadInput) -> (session: Session, length: Int) {
    let bytes = try FileText.bytes(path, expecting: "a session of Squall", atMost: Session.mostBytes)
    let length = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    guard let lines = String(validating: bytes[..<length], as: UTF8.self) else {
      throw BadInput("\(path.printable): this is no text, so it is no session of Squall")
    }
    // What a killed writer left of a line may end within a character.
    let text = lines + String(decoding: bytes[length...], as: UTF8.self)
    let session = try Session(text: text, file: path) { name throws(BadInput) in
      try Squall.labs.named(name)
    } described: { text throws(BadInput) in
      try SystemFile(text: text, file: "its system", reservedKeys: GlobalKeys.reserved).lab
    }
    return (session, length)
  }

  /// Everything done again, with a line of progress for who waits.
  func replayedWithProgress() -> Replay {
    let line = ProgressLine()
    let replay = replayed { line.show("\(lab.id): going through it, \(Int($0.seconds)) s") }
    line.erase()
    return replay
  }
}
