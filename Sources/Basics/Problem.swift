/// The problems that this room finds; the raw value is the stable code.
enum Problem: String, CaseIterable, Sendable {
  case moneyMalformed = "money.malformed"
  case moneyDecimals = "money.decimals"
  case moneyRange = "money.range"
  case dayMalformed = "day.malformed"
  case dayRange = "day.range"
  case monthMalformed = "month.malformed"
  case monthRange = "month.range"
  case instantMalformed = "instant.malformed"
  case instantRange = "instant.range"
  case durationMalformed = "duration.malformed"
  case durationRange = "duration.range"
  case decimalMalformed = "decimal.malformed"
  case decimalRange = "decimal.range"
  case decimalZero = "decimal.zero"
}
