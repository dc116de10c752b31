internal import Glibc

/// The home of who runs the program, and folders that the program makes there for what it keeps.
package enum HomeFolder {
  /// The path of the home: `$HOME`, or the one in `/etc/passwd` when that is not absolute.
  ///
  /// - Returns: nil when there is none that is UTF-8.
  package static var path: String? {
    if let named = getenv("HOME"), let path = String(validatingCString: named),
      path.hasPrefix("/")
    {
      return path
    }
    return UserEntry.current.flatMap { $0.home.hasPrefix("/") ? $0.home : nil }
  }

  /// A folder of the XDG base directory specification, by its variable; one that is not absolute is
  /// ignored, as the specification has it.
  ///
  ///     HomeFolder.base("XDG_DATA_HOME", otherwise: ".local/share")
  ///
  /// - Parameters:
  ///   - variable: the variable that names it.
  ///   - rest: where it is in the home otherwise.
  /// - Returns: nil when there is no home.
  package static func base(_ variable: String, otherwise rest: String) -> String? {
    if let named = getenv(variable), let path = String(validatingCString: named),
      path.hasPrefix("/")
    {
      return path
    }
    return path.map { $0 + "/" + rest }
  }

  /// A path with `~` at its beginning put in full.
  ///
  /// - Returns: the path as it is when it does not begin so; nil when it names the home of somebody
  ///   else, or there is no home.
  package static func expanding(_ path: String) -> String? {
    guard path.utf8.first == UInt8(ascii: "~") else { return path }
    let rest = path.dropFirst()
    guard rest.isEmpty || rest.utf8.first == UInt8(ascii: "/"), let home = Self.path else {
      return nil
    }
    return home + rest
  }

  /// Makes all folders above a path that are not there yet, for their owner alone, as the XDG base
  /// directory specification asks. What cannot be made is found missing by who opens the path.
  ///
  ///     HomeFolder.make(above: "/home/lihui/.local/share/stardesk")   // .local and .local/share
  package static func make(above path: String) {
    var end = path.startIndex
    while let slash = path[end...].dropFirst().firstIndex(of: "/") {
      mkdir(String(path[..<slash]), 0o700)
      end = slash
    }
  }
}
