import Basics
import Glibc

/// What the machine says: environment, user, clocks.
enum ProcessEnvironment {
  /// A variable that is set and not empty.
  private static func variable(_ name: String) -> String? {
    getenv(name).flatMap { String(validatingCString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Looks whether what the caller gives is text: a name that was repaired would be another's.
  ///
  /// - Parameters:
  ///   - hasStore: whether the store was named, so that no variable need say where it is.
  ///   - hasOperator: whether the operator was named.
  /// - Returns: what is not UTF-8.
  static func wrongVariable(hasStore: Bool, hasOperator: Bool) -> EncodingError? {
    var names: [String] = []
    if !hasStore {
      names += isStoreAtHome ? [storeVariable, "XDG_DATA_HOME", "HOME"] : [storeVariable]
    }
    if !hasOperator { names += ["LOGNAME", "USER"] }
    for name in names {
      guard let text = getenv(name), String(validatingCString: text) == nil else { continue }
      return EncodingError(name: "$" + name, bytes: bytes(text))
    }
    return nil
  }

  /// The first argument that is not UTF-8; nil when all are.
  static func wrongArgument() -> EncodingError? {
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let text = CommandLine.unsafeArgv[index], String(validatingCString: text) == nil else {
        continue
      }
      return EncodingError(
        name: language("auto") == .chinese ? "参数 \(index)" : "argument \(index)",
        bytes: bytes(text))
    }
    return nil
  }

  private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
    UnsafeBufferPointer(start: text, count: strlen(text)).map(UInt8.init(bitPattern:))
  }

  /// Has the numbers of standard input, output and error taken where the caller has closed them, so
  /// that no file of the program gets them; whoever reads or writes there is told that they are
  /// closed.
  static func takeClosedStreams() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  private static let storeVariable = "STARDESK_STORE"

  /// Whether the store's folder, when none is named, is the one in the XDG data folder.
  static var isStoreAtHome: Bool { getenv(storeVariable).map { $0[0] == 0 } ?? true }

  /// The store's folder when none is named: `$STARDESK_STORE`, then the XDG data folder.
  static var store: String {
    if let store = variable(storeVariable) { return store }
    return (HomeFolder.base("XDG_DATA_HOME", otherwise: ".local/share") ?? ".") + "/stardesk"
  }

  /// The login name, as the environment gives it.
  static var namedUser: String? { variable("LOGNAME") ?? variable("USER") }

  /// The login name; the user's number where neither the environment nor `/etc/passwd` has a name.
  static var user: String { namedUser ?? UserEntry.current?.name ?? "\(getuid())" }

  /// The reader's language: as asked for, or by the locale.
  static func language(_ asked: String) -> ReaderLanguage {
    switch asked {
    case "en": return .english
    case "zh": return .chinese
    default:
      let locale = variable("LC_ALL") ?? variable("LC_MESSAGES") ?? variable("LANG") ?? ""
      return locale.hasPrefix("zh") ? .chinese : .english
    }
  }

  /// The instant on the wall.
  static func now() -> Instant { Instant(seconds: Int64(time(nil))) }

  /// A clock that only goes forward, in seconds.
  static func seconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
  }
}
