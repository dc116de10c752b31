/// The language in which a person reads messages.
package enum ReaderLanguage: Hashable, Sendable {
  case english
  case chinese
}
