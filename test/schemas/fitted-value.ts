// Random JSON values of the kinds that schemas speak about.
import type { Random } from '../../runtime/ids.js'
import type { Json } from '../../runtime/json.js'

/** Choices of one run: the same for the same numbers. */
export interface Dice {
  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number
  pick<T>(items: readonly [T, ...T[]]): T
  /** True in this share of cases. */
  chance(share: number): boolean
}

export function createDice(random: Random): Dice {
  const int = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  return {
    int,
    pick: (items) => items[int(0, items.length - 1)] ?? items[0],
    chance: (share) => random() < share,
  }
}

export const names = [
  'id',
  'name',
  'email',
  'kind',
  'x-a',
  'x_b',
  'Größe',
  'a/b~c',
  'createdAt',
  'price',
  '$ref2',
] as const

/** A value nested at most this deep; null only where the dialect can say it everywhere. */
export function randomValue(dice: Dice, depth: number, hasNull: boolean): Json {
  const kind = dice.int(0, depth > 0 ? 11 : 7)
  if (kind === 0) return hasNull ? null : dice.chance(0.5)
  if (kind === 1) return dice.chance(0.5)
  if (kind <= 3) return randomInteger(dice)
  if (kind === 4) return randomDecimal(dice)
  if (kind <= 7) return randomText(dice)
  if (kind <= 9) return randomObject(dice, depth, hasNull)
  return randomArray(dice, depth, hasNull)
}

export function randomInteger(dice: Dice): number {
  return dice.pick([
    dice.int(-5, 20),
    dice.int(0, 1000),
    dice.int(-(2 ** 31), 2 ** 31 - 1),
    dice.pick([2 ** 53 - 1, -(2 ** 53 - 1), 0, 1]),
  ])
}

export function randomDecimal(dice: Dice): number {
  return dice.pick([
    dice.int(0, 10_000) / 100,
    dice.int(-999, 999) / 10,
    dice.int(1, 99) / 1e6,
    dice.int(1, 9) * 1e20,
  ])
}

export function randomText(dice: Dice): string {
  return dice.pick([
    '',
    'a',
    'Ada Lovelace',
    'étude',
    'naïve Größe',
    '💩💩',
    'ABC-1234',
    '2024-02-29',
    'line\nbreak',
    `text${dice.int(0, 99)}`,
    'x'.repeat(dice.int(1, 40)),
  ])
}

function randomObject(dice: Dice, depth: number, hasNull: boolean): Json {
  const count = dice.int(0, 4)
  return Object.fromEntries(
    Array.from({ length: count }, () => [dice.pick(names), randomValue(dice, depth - 1, hasNull)]),
  )
}

function randomArray(dice: Dice, depth: number, hasNull: boolean): Json {
  const count = dice.int(0, 4)
  if (dice.chance(0.5)) return Array.from({ length: count }, () => randomValue(dice, depth - 1, hasNull))
  const make = dice.pick([
    () => randomInteger(dice),
    () => randomText(dice),
    () => randomObject(dice, depth - 1, hasNull),
  ])
  return Array.from({ length: count }, make)
}
