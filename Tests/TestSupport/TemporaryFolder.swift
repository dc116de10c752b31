import Glibc
import Synchronization

/// Folders for tests, removed when the program ends: an open store needs its folder, and nothing says
/// when a test has last used it.
package enum TemporaryFolder {
  private static let made = Mutex<[String]>([])

  /// Makes a folder.
  ///
  /// - Parameter prefix: what its name in `/tmp` begins with; a hyphen and six characters follow.
  /// - Returns: Its path.
  package static func make(_ prefix: String) -> String {
    var template = Array("/tmp/\(prefix)-XXXXXX".utf8CString)
    guard let path = mkdtemp(&template).map({ String(cString: $0) }) else {
      preconditionFailure("there is no room for a temporary folder")
    }
    made.withLock {
      if $0.isEmpty { atexit { TemporaryFolder.removeAll() } }
      $0.append(path)
    }
    return path
  }

  private static func removeAll() {
    for path in made.withLock({ $0 }) {
      // A test may have mounted a file system on it.
      umount2(path, Int32(MNT_DETACH))
      remove(path)
    }
  }

  /// Removes a folder with all that is in it; a link is removed, not followed.
  package static func remove(_ path: String) {
    guard unlink(path) != 0 else { return }
    for name in FolderContents.namesIfAny(in: path) ?? [] { remove(path + "/" + name) }
    rmdir(path)
  }
}
