/// Rolls that look random and are the same for the same state (xorshift), which is not zero.
package struct Dice {
  private var state: UInt64

  package init(state: UInt64) { self.state = state }

  /// A number from 0 to `sides` - 1.
  package mutating func roll(_ sides: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(sides))
  }
}
