import Basics
package import Records

/// A section of the catalog: the numbers of one rule family, with the shipped values as defaults.
///
/// A `catalog` record overrides single values of a section from a day on, by the names that the
/// section lists in ``FieldGroup/visit(_:)``.
package protocol CatalogTerms: FieldGroup {
  /// The name of the section in `catalog` records.
  static var section: String { get }
}
