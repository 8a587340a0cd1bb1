// A commit as the store below an encrypted one gets it.
import type { Check, Commit, Write } from '../store.js'
import type { SpaceCipher } from './space-cipher.js'

/**
 * The commit with ids, unique values, index values and row values hidden, except of plain collections. TypeError for a
 * `count` of more than one value of an index: hidden values have no order.
 */
export function sealCommit(
  cipher: SpaceCipher,
  isPlain: (collection: string) => boolean,
  commit: Commit,
): Commit {
  const checks = commit.checks.map((check) => (isPlain(check.collection) ? check : sealCheck(cipher, check)))
  const writes = commit.writes.map((write) => (isPlain(write.collection) ? write : sealWrite(cipher, write)))
  return { ...commit, checks, writes }
}

function sealCheck(cipher: SpaceCipher, check: Check): Check {
  const { collection } = check
  switch (check.check) {
    case 'absent':
    case 'present':
    case 'version':
      return { ...check, id: cipher.sealId(collection, check.id) }
    case 'unique': {
      const value = cipher.hideValue('unique', collection, check.constraint, check.value)
      const { holder } = check
      return { ...check, value, ...(holder !== undefined && { holder: cipher.sealId(collection, holder) }) }
    }
    case 'size':
      return check
    case 'count':
      return { ...check, range: cipher.hideRange(collection, check.index, check.range) }
    default:
      throw new TypeError(`Unknown check ${JSON.stringify(check satisfies never)}`)
  }
}

function sealWrite(cipher: SpaceCipher, write: Write): Write {
  const { collection } = write
  switch (write.write) {
    case 'put': {
      const id = cipher.sealId(collection, write.id)
      return { ...write, id, value: cipher.sealValue(collection, id, write.value) }
    }
    case 'delete':
    case 'due':
      return { ...write, id: cipher.sealId(collection, write.id) }
    case 'claim': {
      const value = cipher.hideValue('unique', collection, write.constraint, write.value)
      return { ...write, id: cipher.sealId(collection, write.id), value }
    }
    case 'release':
      return { ...write, value: cipher.hideValue('unique', collection, write.constraint, write.value) }
    case 'index':
    case 'unindex': {
      const value = cipher.hideValue('index', collection, write.index, write.value)
      return { ...write, id: cipher.sealId(collection, write.id), value }
    }
    default:
      throw new TypeError(`Unknown write ${JSON.stringify(write satisfies never)}`)
  }
}
