// Recognises dates and times in their usual spelling at a glance. Records hold many, and patterns that take them apart cost
// more than the rest of a record's validation.

/** True only for a full-date (RFC 3339, section 5.6) that is there in every month; other dates are for somebody else to judge. */
export function isPlainDate(text: string): boolean {
  return text.length === dateLength && startsWithDate(text)
}

/**
 * True only for a date-time (RFC 3339, section 5.6) of such a date in UTC, with an upper case `T` and `Z` and at most nine
 * digits of a second; others are for somebody else to judge.
 */
export function isPlainDateTime(text: string): boolean {
  const end = text.length - 1
  return (
    end >= secondsEnd &&
    end <= maxFractionEnd &&
    text.charCodeAt(dateLength) === letterT &&
    text.charCodeAt(end) === letterZ &&
    startsWithDate(text) &&
    twoDigits(text, 11) < 24 &&
    text.charCodeAt(13) === colon &&
    twoDigits(text, 14) < 60 &&
    text.charCodeAt(16) === colon &&
    twoDigits(text, 17) < 60 &&
    (end === secondsEnd || isFraction(text, end))
  )
}

const dateLength = 10
const secondsEnd = 19
const maxFractionEnd = secondsEnd + 1 + 9

const dash = 0x2d
const dot = 0x2e
const zero = 0x30
const colon = 0x3a
const letterT = 0x54
const letterZ = 0x5a

/** Days that every month has. */
const shortestMonth = 28

function startsWithDate(text: string): boolean {
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  return (
    twoDigits(text, 0) <= 99 &&
    twoDigits(text, 2) <= 99 &&
    text.charCodeAt(4) === dash &&
    month >= 1 &&
    month <= 12 &&
    text.charCodeAt(7) === dash &&
    day >= 1 &&
    day <= shortestMonth
  )
}

// From `.` to the Z: at least one digit.
function isFraction(text: string, end: number): boolean {
  if (text.charCodeAt(secondsEnd) !== dot || end === secondsEnd + 1) return false
  for (let i = secondsEnd + 1; i < end; i++) if (!isDigit(text.charCodeAt(i) - zero)) return false
  return true
}

// NaN, which no comparison lets pass, where there are no two digits.
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero
  const ones = text.charCodeAt(at + 1) - zero
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones : Number.NaN
}

function isDigit(value: number): boolean {
  return value >= 0 && value <= 9
}
