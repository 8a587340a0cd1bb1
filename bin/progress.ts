// Progress of the pipeline: a line a stage with its time, and on a terminal the stage that is running now.
//
// Our own few lines rather than a task runner: the pipeline drives itself and tells by callback, and its stages compute without
// yielding, so that an animation would stand still anyway.
import type { OnProgress, Stage } from '../generator/read-contract.js'
import type { Output } from './terminal.js'

const defaultTitles: Readonly<Record<Stage, string>> = {
  load: 'load the document',
  read: 'read operations and entities',
  plan: 'plan the project',
  write: 'render and write the files',
}

/** A callback that shows each stage as it comes and goes; `changed` are titles of stages that do something else this time. */
export function createProgress(
  { write, interactive, colors }: Output,
  changed: Partial<Record<Stage, string>> = {},
): OnProgress {
  const titles = { ...defaultTitles, ...changed }
  let startedMs = 0
  return (stage, state) => {
    if (state === 'started') {
      startedMs = performance.now()
      if (interactive) write(`${colors.dim('…')} ${titles[stage]}`)
      return
    }
    const mark = state === 'finished' ? colors.green('✓') : colors.red('✗')
    const time = colors.dim(formatDuration(performance.now() - startedMs))
    // CR and "erase to the end of the line" (ECMA-48) put the result in the place of the announcement.
    write(`${interactive ? '\r\u001b[K' : ''}${mark} ${titles[stage]} ${time}\n`)
  }
}

/** `87 ms`, `2.4 s`. */
function formatDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
