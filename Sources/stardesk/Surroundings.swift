import Basics
import Glibc

/// What the machine says: environment, user, clocks.
enum Surroundings {
  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static let storeVariable = "STARDESK_STORE"

  /// Whether the store's folder, when none is named, is the one in the XDG data folder.
  static var isStoreAtHome: Bool { variable(storeVariable) == nil }

  /// The store's folder when none is named: `$STARDESK_STORE`, then the XDG data folder.
  static var store: String {
    if let store = variable(storeVariable) { return store }
    let data = variable("XDG_DATA_HOME") ?? (variable("HOME") ?? ".") + "/.local/share"
    return data + "/stardesk"
  }

  /// The login name.
  static var user: String {
    if let name = variable("LOGNAME") ?? variable("USER") { return name }
    guard let entry = getpwuid(getuid()) else { return "\(getuid())" }
    return String(cString: entry.pointee.pw_name)
  }

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
