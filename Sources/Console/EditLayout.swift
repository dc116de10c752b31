internal import CEdit

/// Where the line editor puts prompt and text on the screen.
///
/// The editor does not tell where its cursor stands, and whoever prints below the text must know.
/// This follows its rules: a wide character does not straddle the edge, a full row goes on at the
/// next one at once, a newline starts a row, a tab goes to the next multiple of eight, a control
/// character is shown as two.
struct EditLayout {
  let columns: Int
  private(set) var row = 0
  private(set) var column = 0

  init(columns: Int) {
    self.columns = max(columns, 2)
  }

  /// Lays out a prompt, in which `StyledText.mark` stands round what takes no room.
  mutating func addPrompt(_ prompt: some Sequence<Unicode.Scalar>) {
    var isHidden = false
    for scalar in prompt {
      if scalar == "\u{1}" {
        isHidden.toggle()
      } else if !isHidden {
        add(scalar)
      }
    }
  }

  /// Lays out text that is being edited.
  mutating func add(_ text: some Sequence<Unicode.Scalar>) {
    for scalar in text { add(scalar) }
  }

  mutating func add(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\n":
      row += 1
      column = 0
    case "\t":
      repeat { advance(by: 1) } while column & 7 != 0
    case "\0"..<" ", "\u{7F}":
      advance(by: 1)
      advance(by: 1)
    default:
      let width = EditLayout.width(of: scalar)
      if width >= 0 {
        advance(by: width)
      } else {
        // Shown as \U+hex digits.
        for _ in 0..<(scalar.value > 0xFFFF ? 8 : 7) { advance(by: 1) }
      }
    }
  }

  /// The columns that a character takes; -1 for one that cannot be shown as it is.
  static func width(of scalar: Unicode.Scalar) -> Int {
    Int(cedit_width(wchar_t(bitPattern: scalar.value)))
  }

  static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x1100 && width(of: scalar) == 2
  }

  /// The row in which the cursor stands when `scalar` comes next: it waits where that will be.
  func row(before scalar: Unicode.Scalar) -> Int {
    EditLayout.isWide(scalar) && column + 2 > columns ? row + 1 : row
  }

  private mutating func advance(by width: Int) {
    while column + width > columns { advance(by: 1) }
    column += width
    if column >= columns {
      row += 1
      column = 0
    }
  }
}
