// What every sandbox begins with: the seeds of the document and of the options, then what is made up.
import type { OpenSpace } from '../open-space.js'
import { compileGeneratedData, type GeneratedDataOptions } from './generated-data.js'
import { compileSeeds, type Seeds } from './seeds.js'

/** What a sandbox is filled from. */
export interface FillOptions extends GeneratedDataOptions {
  readonly seeds: Seeds
}

/** Fills a new space. */
export type Fill = (space: OpenSpace) => Promise<void>

/** Compiles both; their errors are those of `compileSeeds` and `compileGeneratedData`. */
export function compileFill({ seeds, ...options }: FillOptions): Fill {
  const fillSeeds = compileSeeds(seeds, options.facts)
  const generate = compileGeneratedData(options)
  if (generate === undefined) return fillSeeds
  return async (space) => {
    await fillSeeds(space)
    await generate(space)
  }
}
