import Glibc

/// What lies in a folder.
package enum FolderContents {
  /// The names in a folder, in order. The folder must be there: a test that looks for something where
  /// nothing is would hold of anything.
  package static func names(in path: String) -> [String] {
    guard let names = namesIfAny(in: path) else { preconditionFailure("no folder \(path)") }
    return names
  }

  /// The names in a folder, in order; nil where there is no folder.
  package static func namesIfAny(in path: String) -> [String]? {
    guard let stream = opendir(path) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
