import Basics
import Glibc

/// Writes the population's snapshot, and the numbers that benchmarks work on.
///
///     BenchPopulation CUSTOMERS SEED FOLDER
///
/// Makes in FOLDER: population.jsonl, the snapshot; entitled.csv, the numbers that may be restored,
/// in an order that looks random; numbers.csv, one number of every customer in such an order;
/// lines.csv and customers.csv, the same lines and stars as tables of a peer.
func die(_ text: String) -> Never {
  _ = Glibc.write(2, text + "\n", text.utf8.count + 1)
  exit(2)
}

/// A file that is written in large pieces.
final class Sink {
  private let descriptor: Int32
  private let path: String

  init(_ path: String) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    if descriptor < 0 { die("\(path): cannot be written") }
  }

  func write(_ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count <= 0 { die("\(path): cannot be written") }
      done += count
    }
  }
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let count = Int(arguments[1]), let seed = UInt64(arguments[2]) else {
  die("usage: BenchPopulation CUSTOMERS SEED FOLDER")
}
let folder = arguments[3]
let population = Population(customers: count, seed: seed)
let snapshot = Sink(folder + "/population.jsonl")
let lines = Sink(folder + "/lines.csv")
var text = SnapshotText()
var table = ByteWriter()
var entitled: [String] = []
var numbers: [String] = []
for index in 0..<count {
  let household = population.household(index)
  text.write(household)
  numbers.append(household.lines[0].number)
  for line in household.lines {
    if line.isEntitled { entitled.append(line.number) }
    let state =
      switch line.suspended {
      case nil: "active"
      case .oneWay: "one-way"
      case .twoWay: "two-way"
      }
    table.append(
      utf8: "\(line.number),C\(Population.firstCustomer + index),\(household.stars),\(state),"
        + "4g-169,浙江,\(line.iccid)\n")
  }
  if text.writer.count > 1 << 20 {
    snapshot.write(text.writer.bytes)
    text.removeAll()
    lines.write(table.bytes)
    table.removeAll()
  }
}
snapshot.write(text.writer.bytes)
lines.write(table.bytes)

/// Mixes a list and writes it under a heading.
func write(_ list: [String], to name: String, _ seed: UInt64) {
  var list = list
  var dice = Dice(seed)
  for index in list.indices.reversed() where index > 0 { list.swapAt(index, dice.roll(index + 1)) }
  var writer = ByteWriter()
  writer.append(utf8: "number,ticket\n")
  for (index, number) in list.enumerated() { writer.append(utf8: "\(number),T-\(index)\n") }
  Sink(folder + "/" + name).write(writer.bytes)
}

write(entitled, to: "entitled.csv", seed &+ 1)
write(numbers, to: "numbers.csv", seed &+ 2)
print("\(count) customers, \(entitled.count) numbers that may be restored")
