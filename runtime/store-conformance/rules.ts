// The sentences of the store port's contract that cases are about, word for word as they stand in store/store.ts.

/** Each rule by a short name. A case that fails begins its message with its rule. */
export const rules = {
  visible: 'A commit that answered `ok: true` MUST be visible to every call that starts afterwards.',
  whole: 'A call MUST NOT see part of a commit.',
  allOrNothing: 'All checks of a commit MUST hold, or none of its writes happens.',
  checksFirst: 'All checks come before the first write.',
  inOrder: 'One atomic unit: all checks, then all writes in order.',
  firstFailed:
    "`version` is the commit's own; `failed` is the position in `checks` of the first check that did not hold.",
  onlyAsks:
    'Without writes a commit only asks whether the checks hold; it changes nothing and answers the version of the last commit.',
  unique: 'The unique value is free, or held by `holder`.',
  count: 'Exactly `count` entries of the index lie in the range: no phantoms.',
  size: 'Exactly `count` rows are in the collection: what `count` is for a list in insertion order.',
  sequence:
    'A row keeps the `sequence` of its first put for as long as it exists; a row that is deleted and put again gets a new one.',
  growing: 'Sequences and versions only grow inside a space.',
  rowVersion: 'The version of the commit that last put the row: grows with every commit of the space.',
  order:
    'Without an index a list is in order of sequence; with an index it is in order of (value, sequence).',
  bytes: 'Strings compare by their UTF-8 bytes.',
  total: 'A page of rows and the exact number of entries that the query selects before offset and limit.',
  range: 'Bounds of an index range over encoded values, both inclusive; an absent bound is open.',
  entries:
    "A row's index entries are added after its put and removed before its delete: an entry of a row that is not there is not added.",
  refs: 'Rows in the order of `refs`, undefined where there is none.',
  also: 'A row to read in the same moment: the page and this row are of one state of the space.',
  empty: 'A space, collection, index or row that was never written reads as empty and MUST NOT be an error.',
  removing: 'Deleting or removing what is not there does nothing.',
  value: '`value` is the record as JSON text, byte for byte as it was put.',
  text: 'Names, ids and values are any text. What an adapter cannot keep exactly it MUST refuse, with a StoreError that names the limit.',
  isolated: '`space` names one isolated world: one sandbox of one namespace.',
  drop: 'Removes everything of a space, also what is due in it.',
  spaces: 'Names of the spaces that hold something, sorted.',
  clock: "`now` is the caller's clock in epoch milliseconds; an adapter MUST NOT look at any other.",
  due: 'When a due time of the space is at or before `now`, a call MUST do nothing and answer `Due`; the caller settles what is due with an ordinary commit, which is why `commit` takes `settling`.',
  settling: 'True for the commit that settles due rows: it runs although something is due.',
  dueTime: 'Sets when the row is due, in epoch milliseconds, or clears it with `undefined`.',
  dueList: 'The caller settles these and calls again. At most 100 entries a call, the earliest first.',
  failure:
    "A refusal is a value; a fault (the disk is full, the server is away) is an exception, and then none of the commit's writes is visible, or all are.",
  close:
    'After `close` resolves every acknowledged commit is as durable as the adapter promises; every later call rejects.',
  health: 'How the store is, for `/system/health`.',
} as const

/** One sentence of the contract. */
export type Rule = (typeof rules)[keyof typeof rules]
