// Words for made-up text, and the small things that are made of them.
import type { Random } from '../../ids.js'
import { integerBetween, pick } from './random-choice.js'

export const words = [
  'amber',
  'basil',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'harbor',
  'indigo',
  'juniper',
  'kelp',
  'linden',
  'maple',
  'nectar',
  'ocean',
  'pebble',
  'quartz',
  'raven',
  'saffron',
  'thistle',
  'umber',
  'velvet',
  'willow',
  'yarrow',
]
export const firstNames = [
  'Ada',
  'Grace',
  'Alan',
  'Edsger',
  'Barbara',
  'Donald',
  'Frances',
  'Ken',
  'Radia',
  'Tim',
]
export const lastNames = [
  'Hill',
  'Marsh',
  'Rivers',
  'Stone',
  'Woods',
  'Field',
  'Lake',
  'Brook',
  'Dale',
  'Moor',
]

export function fullName(random: Random): string {
  return `${pick(firstNames, random)} ${pick(lastNames, random)}`
}

export function email(random: Random): string {
  return `${pick(firstNames, random).toLowerCase()}.${pick(lastNames, random).toLowerCase()}@example.com`
}

export function url(random: Random): string {
  return `https://example.com/${pick(words, random)}`
}

export function hex(random: Random, length: number): string {
  return Array.from({ length }, () => integerBetween(0, 15, random).toString(16)).join('')
}

/** A version 4 UUID (RFC 9562). */
export function uuid(random: Random): string {
  const digits = hex(random, 32)
  const variant = pick(['8', '9', 'a', 'b'], random)
  const text = `${digits.slice(0, 12)}4${digits.slice(13, 16)}${variant}${digits.slice(17)}`
  const parts = [[0, 8], [8, 12], [12, 16], [16, 20], [20]] as const
  return parts.map(([from, to]) => text.slice(from, to)).join('-')
}

export function capitalised(random: Random): string {
  const text = pick(words, random)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function title(random: Random): string {
  const first = pick(words, random)
  const second = pick(
    words.filter((word) => word !== first),
    random,
  )
  return `${first.charAt(0).toUpperCase()}${first.slice(1)} ${second}`
}

export function sentence(random: Random): string {
  return `${capitalised(random)} ${pick(words, random)} beside the ${pick(words, random)} ${pick(words, random)}.`
}

/** Lower-case letters, as many as asked for. */
export function filler(random: Random, length: number): string {
  let text = ''
  while (text.length < length) text += pick(words, random)
  return text.slice(0, length)
}
