// What the name of a property says about its number: the range in which one would be believed.

/** A range of numbers, both ends included; `decimals` are the digits behind the point of those that are no integers. */
export interface NumberRange {
  readonly low: number
  readonly high: number
  readonly decimals?: number
}

/** The range for a name in snake_case; undefined when it says nothing. */
export function numberMeaning(name: string): NumberRange | undefined {
  return meanings.find(([pattern]) => pattern.test(name))?.[1]
}

/** Epoch seconds of 2024, of 2025 and of the years from 2030. */
const created: NumberRange = { low: 1_704_067_200, high: 1_735_603_200 }
const updated: NumberRange = { low: 1_735_689_600, high: 1_767_139_200 }
const expiring: NumberRange = { low: 1_893_456_000, high: 1_924_992_000 }

const meanings: readonly (readonly [RegExp, NumberRange])[] = [
  [/(^|_)(expir\w*|valid_(until|to))(_(at|on))?$/, expiring],
  [/(^|_)(updated|modified|deleted|closed|completed|ended)(_(at|on))?$/, updated],
  [/_(at|on)$|(^|_)(created|timestamp)$/, created],
  [/(^|_)(lat|latitude)$/, { low: -60, high: 70, decimals: 4 }],
  [/(^|_)(lng|lon|long|longitude)$/, { low: -180, high: 180, decimals: 4 }],
  [/(^|_)(price|amount|total|cost|fee|balance|subtotal|tax)$/, { low: 1, high: 500, decimals: 2 }],
  [/(^|_)(percent|percentage|progress)$/, { low: 0, high: 100, decimals: 1 }],
  [/(^|_)(ratio|probability|confidence)$/, { low: 0, high: 1, decimals: 2 }],
  [/(^|_)(rating|stars)$/, { low: 1, high: 5, decimals: 1 }],
  [/(^|_)score$/, { low: 0, high: 100, decimals: 1 }],
  [/(^|_)age$/, { low: 18, high: 90 }],
  [/(^|_)year$/, { low: 1990, high: 2024 }],
  [/(^|_)month$/, { low: 1, high: 12 }],
  [/(^|_)(day|day_of_month)$/, { low: 1, high: 28 }],
  [/(^|_)hours?$/, { low: 0, high: 23 }],
  [/(^|_)(minutes?|seconds?)$/, { low: 0, high: 59 }],
  [/(^|_)(quantity|qty|count|stock|in_stock|copies)$|^(total|num|number_of)_\w*[^s]s$/, { low: 1, high: 50 }],
  [/(^|_)(track|disc|episode|chapter|season|volume|line)(_(number|no|index))?$/, { low: 1, high: 20 }],
  [/(^|_)(duration|elapsed|latency|runtime|length)_(ms|millis|milliseconds)$/, { low: 1_000, high: 300_000 }],
  [/(^|_)popularity$/, { low: 0, high: 100 }],
  [/(^|_)(page|page_number)$/, { low: 1, high: 5 }],
  [/(^|_)(limit|page_size|per_page)$/, { low: 10, high: 50 }],
  [/(^|_)port$/, { low: 1_024, high: 49_151 }],
  [/(^|_)(width|height)$/, { low: 16, high: 1_920 }],
  [/(^|_)(size|bytes|file_size|length)$/, { low: 100, high: 100_000 }],
  [/(^|_)temperature$/, { low: -10, high: 35, decimals: 1 }],
  [/(^|_)(position|index|rank|order|sort_order|priority|level)$/, { low: 1, high: 10 }],
  [/(^|_)version$/, { low: 1, high: 9 }],
]
