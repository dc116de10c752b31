/// Paths of scripts and files.
enum Paths {
  /// A path as it is meant in a script: beside that script, unless it is absolute.
  static func beside(_ script: String, _ path: String) -> String {
    guard !path.hasPrefix("/"), let slash = script.lastIndex(of: "/") else {
      return simplified(path)
    }
    return simplified(String(script[...slash]) + path)
  }

  /// The path without `.` and without `..` after a folder, so that one file has one name.
  static func simplified(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
