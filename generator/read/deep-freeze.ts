// Freezes a tree, so that later stages can only read it.

/** Freezes a value and everything in it; trees of plain data only. Answers the value. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inner of Object.values(value)) deepFreeze(inner)
  return value
}
