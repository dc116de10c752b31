internal import Glibc

/// Folders that a program makes in a home for what it keeps there.
package enum HomeFolder {
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
