// Division of decimal numbers: 19.99 is a multiple of 0.01, whatever its binary form says.

/** True when `value` is an integer times `step`, both taken as the decimal numbers they are written as. */
export function isMultiple(value: number, step: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(step)) return value % step === 0
  const [units, unitsOfStep] = [inMillionths(value), inMillionths(step)]
  if (units !== undefined && unitsOfStep !== undefined) return units % unitsOfStep === 0
  const [a, b] = [toDecimal(value), toDecimal(step)]
  if (a === undefined || b === undefined || b.digits === 0n) return false
  const exponent = Math.min(a.exponent, b.exponent)
  return scaled(a, exponent) % scaled(b, exponent) === 0n
}

/** The smallest number that is a multiple of both; undefined where it is beyond what a number holds exactly. */
export function commonMultiple(first: number, second: number): number | undefined {
  const [a, b] = [toDecimal(first), toDecimal(second)]
  if (a === undefined || b === undefined || a.digits <= 0n || b.digits <= 0n) return undefined
  const exponent = Math.min(a.exponent, b.exponent)
  const [x, y] = [scaled(a, exponent), scaled(b, exponent)]
  const common = Number(`${(x * y) / greatestDivisor(x, y)}e${exponent}`)
  return Number.isFinite(common) && isMultiple(common, first) && isMultiple(common, second)
    ? common
    : undefined
}

// Prices and the like need no big integers, which cost microseconds. A decimal of at most 15 digits is the one that its number is
// written as: no other one so short reads back as that number. Undefined for a number of more digits.
function inMillionths(value: number): number | undefined {
  const units = Math.round(value * 1e6)
  return Math.abs(units) < 1e15 && units / 1e6 === value ? units : undefined
}

function greatestDivisor(first: bigint, second: bigint): bigint {
  let [a, b] = [first, second]
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}

/** `digits` times 10 to the power of `exponent`. */
interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

// The shortest text that reads back as the number is what people wrote; exponents stay between -340 and 308.
function toDecimal(value: number): Decimal | undefined {
  const match = /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value))
  if (match === null) return undefined
  const [, whole = '', fraction = '', power = '0'] = match
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to)
}
