package import Basics
import Records

/// What the rules need to know of a plan.
package struct PlanTerms: Hashable, Sendable {
  package var id: String
  /// Monthly fee (PLAN-1); absent for plans that the rules know by name alone.
  package var monthlyFee: Money?
  package var is4G = false
  /// Whether the plan forbids roaming (ROAM-4).
  package var forbidsRoaming = false
  /// Whether the plan opens roaming without deposit for a customer of good standing (ROAM-2).
  package var isGoodStandingGround = false
  /// Whether the plan opens roaming without deposit by itself (ROAM-2).
  package var isBundleGround = false
}
