// Arithmetic on the one kind of number that JSON has.
import { ExpressionFailure } from './failure.js'

/** What `+ - * / %` do with two numbers. `/` divides exactly: 7 / 2 is 3.5, and `floor(7 / 2)` is 3. */
export function calculate(operator: '+' | '-' | '*' | '/' | '%', left: number, right: number): number {
  switch (operator) {
    case '+':
      return exact(left + right, left, right)
    case '-':
      return exact(left - right, left, right)
    case '*':
      return exact(left * right, left, right)
    case '/':
      return finite(left / divisor(right))
    case '%':
      return finite(left % divisor(right))
  }
}

function divisor(value: number): number {
  if (value === 0) throw new ExpressionFailure('divides by zero')
  return value
}

// Whole numbers stay exact or fail: a counter that silently stops counting is worse than an error.
function exact(result: number, left: number, right: number): number {
  if (!Number.isSafeInteger(result) && Number.isSafeInteger(left) && Number.isSafeInteger(right))
    throw new ExpressionFailure('is above 2^53, where whole numbers are not exact')
  return finite(result)
}

/** The number itself, a negative zero as zero; fails for NaN and the infinities, which JSON does not know. */
export function finite(value: number): number {
  if (!Number.isFinite(value)) throw new ExpressionFailure('is no finite number')
  return value + 0
}
