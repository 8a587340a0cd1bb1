// The variables that loops and `cel.bind` bring: where in a frame their values are.

export interface Bindings {
  readonly slots: ReadonlyMap<string, number>
  /** How many are around an expression; two of one name have a slot each. */
  readonly depth: number
}

export const noBindings: Bindings = { slots: new Map(), depth: 0 }

/** The bindings inside a loop; its own variable is in the slot `depth` of the ones outside. */
export function bind({ slots, depth }: Bindings, name: string): Bindings {
  return { slots: new Map(slots).set(name, depth), depth: depth + 1 }
}
