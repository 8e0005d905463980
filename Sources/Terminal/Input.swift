import Grid

/// Something that came in from the terminal.
public enum Input: Equatable, Sendable {
  /// A key, with the modifiers that the terminal reported beside it.
  case key(Key, Modifiers = [])
  /// The mouse.
  case mouse(Mouse)
  /// A bracketed paste went by; nothing of it is handed on, so that no pasted text can act.
  case pasteIgnored
  /// An answer to a query.
  case reply(Reply)
}

/// A key of the keyboard.
public enum Key: Hashable, Sendable {
  /// A printable character; shift is part of it.
  case character(Character)
  case up, down, left, right, home, end, pageUp, pageDown
  case tab, backTab, enter, escape, backspace, insert, delete
  /// Control with a small letter or one of `@ [ \ ] ^ _`.
  case control(Character)
  /// F1 to F20.
  case function(Int)
}

/// Keys held down together with another one, as far as the terminal says so.
public struct Modifiers: OptionSet, Hashable, Sendable {
  /// The bits, as in the parameters of xterm minus 1.
  public let rawValue: UInt8

  /// Modifiers from their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The shift key.
  public static let shift = Modifiers(rawValue: 1)
  /// The Alt or Meta key.
  public static let alt = Modifiers(rawValue: 2)
  /// The control key.
  public static let control = Modifiers(rawValue: 4)
}

/// Something that the mouse did.
public struct Mouse: Hashable, Sendable {
  /// What it did.
  public enum Action: Hashable, Sendable {
    /// A button went down: 0 left, 1 middle, 2 right.
    case press(Int)
    /// The mouse moved with a button down.
    case drag(Int)
    /// A button went up; terminals of the X10 kind do not say which, that is 0 too.
    case release(Int)
    case scrollUp, scrollDown
  }

  /// What it did.
  public let action: Action
  /// Where, from 0 at the top left.
  public let column: Int, row: Int
  /// Keys held down meanwhile.
  public let modifiers: Modifiers

  /// An action at a cell.
  public init(_ action: Action, column: Int, row: Int, modifiers: Modifiers = []) {
    self.action = action
    self.column = column
    self.row = row
    self.modifiers = modifiers
  }
}

/// What a terminal answers to a query.
public enum Reply: Hashable, Sendable {
  /// DECRPM: a private mode and its setting; 0 unknown, 1 set, 2 reset, 3 always set, 4 always reset.
  case mode(Int, setting: Int)
  /// DA1: what the terminal can do.
  case deviceAttributes([Int])
  /// CPR: where the cursor is, counted from 1; handed on when glyphs are two columns wide.
  case cursor(row: Int, column: Int)
  /// OSC 11: the background colour that the terminal has by itself.
  case background(Color)
}
