import Basics
import Desk
import Glibc

/// Tries a target with made-up inputs.
///
///     Fuzz TARGET --repository DIR --folder DIR [--runs N] [--seconds N] [--seed N]
///     Fuzz TARGET --repository DIR --folder DIR --files FILE...       tries these inputs
///     Fuzz TARGET --repository DIR --folder DIR --write DIR           writes seeds and words there
///     Fuzz TARGET --repository DIR --folder DIR --libfuzzer ...       hands over to libFuzzer
///
/// A finding ends the process by a signal; the input is then in FOLDER/finding.
struct Arguments {
  var target = ""
  var repository = "."
  var folder = "."
  var runs = Int.max
  var seconds = Int.max
  var seed: UInt64 = 1
  var files: [String]?
  var seedFolder: String?
  var libFuzzer: [String]?

  init(_ words: [String]) {
    var words = words[...]
    target = words.popFirst() ?? ""
    while let option = words.popFirst() {
      if option == "--files" {
        files = Array(words)
        return
      }
      if option == "--libfuzzer" {
        libFuzzer = Array(words)
        return
      }
      guard let value = words.popFirst() else { Self.refuse(option) }
      switch option {
      case "--repository": repository = value
      case "--folder": folder = value
      case "--runs": runs = Int(value) ?? 0
      case "--seconds": seconds = Int(value) ?? 0
      case "--seed": seed = UInt64(value) ?? 0
      case "--write": seedFolder = value
      default: Self.refuse(option)
      }
    }
  }

  private static func refuse(_ option: String) -> Never {
    Remarks.write("\(option) is not understood\n")
    exit(2)
  }
}

let names = ["language", "commands", "csv", "json", "values", "snapshot", "lists"]

func makeTarget(_ arguments: Arguments) throws(DeskError) -> (any FuzzTarget)? {
  let repository = arguments.repository
  switch arguments.target {
  case "language":
    return try ScriptTarget(repository: repository, folder: arguments.folder, hasStore: false)
  case "commands":
    return try ScriptTarget(repository: repository, folder: arguments.folder, hasStore: true)
  case "csv": return CSVTarget(repository: repository)
  case "json": return JSONTarget(repository: repository)
  case "values": return ValueTarget()
  case "snapshot":
    return try SnapshotTarget(repository: repository, folder: arguments.folder)
  case "lists": return try ListTarget(folder: arguments.folder)
  default: return nil
  }
}

func run(_ target: any FuzzTarget, _ arguments: Arguments) {
  if let folder = arguments.seedFolder {
    for (index, seed) in target.seeds.enumerated() {
      Files.write(seed, to: "\(folder)/seed-\(index)")
    }
    let words = target.words.map { word in
      let hexadecimal = word.utf8.map { byte in
        "\\x" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }
      return "\"" + hexadecimal.joined() + "\"\n"
    }
    Files.write(Array(words.joined().utf8), to: folder + "/../words")
    return
  }
  if let files = arguments.files {
    for file in files {
      guard let bytes = Files.read(file) else { fatalError("cannot read \(file)") }
      Watch.attempt(target, bytes)
    }
    return print("\(files.count) inputs")
  }
  Watch.begin(arguments.folder + "/finding")
  var mutator = Mutator(seeds: target.seeds, words: target.words, seed: arguments.seed)
  let end = arguments.seconds == Int.max ? Int.max : time(nil) + arguments.seconds
  var count = 0
  while count < arguments.runs, time(nil) < end {
    Watch.attempt(target, mutator.next())
    count += 1
  }
  print("\(count) inputs")
}

#if !LIBFUZZER
  @main
#endif
enum Fuzz {
  /// Does what the words ask for, and ends the process; comes back where libFuzzer is to go on.
  static func start(_ words: [String]) {
    let arguments = Arguments(words)
    do throws(DeskError) {
      guard let target = try makeTarget(arguments) else {
        Remarks.write("no target \(arguments.target), there are: \(names.joined(separator: " "))\n")
        exit(2)
      }
      if arguments.libFuzzer != nil {
        LibFuzzer.take(target)
        return
      }
      run(target, arguments)
      exit(0)
    } catch {
      Remarks.write(error.message(in: .english) + "\n")
      exit(1)
    }
  }

  static func main() {
    start(Array(CommandLine.arguments.dropFirst()))
  }
}
