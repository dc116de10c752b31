import Basics
import TestSupport
import Testing

@testable import Storage

/// Runs random steps on a store and on a plain dictionary and compares what both say.
struct Model {
  var dice: Dice
  var kept: [String: [UInt8]] = [:]
  let table: Table

  mutating func name() -> String {
    // Few first letters and long tails: shared prefixes, splits and merges of pages.
    let tail = String(repeating: "x", count: dice.roll(60))
    return
      "\(["a", "b", "c"][dice.roll(3)])\(dice.roll(300))\(tail.prefix(dice.roll(4) == 0 ? 60 : 2))"
  }

  mutating func step(_ transaction: inout WriteTransaction) throws {
    let name = name()
    switch dice.roll(12) {
    case 0...4:
      let value = [UInt8](repeating: UInt8(dice.roll(256)), count: dice.roll(8) == 0 ? 3000 : 40)
      let mode: PutMode = dice.roll(3) == 0 ? .insertNew : .upsert
      let put = try transaction.put(table, key(name), value, mode)
      #expect(put == (mode == .upsert || kept[name] == nil))
      if put { kept[name] = value }
    case 5, 6:
      #expect(try transaction.delete(table, key(name)) == (kept.removeValue(forKey: name) != nil))
    case 7:
      let range = KeyRange(prefix: key(String(name.prefix(2 + dice.roll(2)))))
      let limit = dice.roll(2) == 0 ? Int.max : 5
      let gone = names(range).prefix(limit)
      #expect(try transaction.delete(table, in: range, limit: limit) == gone.count)
      for name in gone { kept[name] = nil }
    case 8:
      let range = KeyRange(from: key(name), to: key(self.name()))
      #expect(try transaction.keys(table, range) == names(range))
    case 9:
      let range = KeyRange(from: key(name), through: key(self.name()))
      #expect(try transaction.keys(table, range, reverse: true) == names(range).reversed())
    case 10:
      let range = KeyRange(prefix: key(String(name.prefix(2))))
      #expect(try transaction.keys(table, range, limit: 7) == Array(names(range).prefix(7)))
    default:
      let isSame = try transaction.get(table, key(name))?.array == kept[name]
      #expect(isSame)
    }
  }

  func names(_ range: KeyRange) -> [String] {
    kept.keys.filter { range.contains(key($0)) }.sorted { key($0) < key($1) }
  }

  func check(_ transaction: borrowing some Reading & ~Copyable) throws {
    #expect(try transaction.keys(table, .all) == names(.all))
    #expect(try transaction.count(table) == kept.count)
    for (name, value) in kept {
      let isSame = try transaction.get(table, key(name))?.array == value
      #expect(isSame)
    }
  }
}

@Suite struct `Beside a plain dictionary` {
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `random steps, commits, aborts and savepoints leave what a dictionary would`(
    _ seed: UInt64
  ) throws {
    let folder = Folder()
    var model = Model(
      dice: Dice(state: seed &* 0x9E37_79B9_7F4A_7C15), table: seed % 2 == 0 ? plain : records)
    for _ in 0..<6 {
      let environment = try folder.open()
      for _ in 0..<8 {
        let before = model.kept
        var points: [(Savepoint, [String: [UInt8]])] = []
        var transaction = try environment.write()
        for _ in 0..<120 {
          try model.step(&transaction)
          switch model.dice.roll(30) {
          case 0:
            points.append((try transaction.savepoint(), model.kept))
          case 1 where !points.isEmpty:
            points.removeLast(model.dice.roll(points.count))
            try transaction.rollback(to: points[points.count - 1].0)
            model.kept = points[points.count - 1].1
          case 2 where !points.isEmpty:
            points.removeLast(model.dice.roll(points.count))
            try transaction.release(points.removeLast().0)
          default: break
          }
          #expect(transaction.savepointCount == points.count)
        }
        if model.dice.roll(4) == 0 {
          transaction.abort()
          model.kept = before
        } else {
          try transaction.commit()
        }
        try model.check(environment.read())
      }
      #expect(try environment.verify().isSound)
      #expect(try environment.statistics().lostPages == 0)
    }
  }
}
