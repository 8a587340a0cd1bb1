// Tells processes apart, also when a process number is used again.
import { readFileSync } from 'node:fs'
import { errnoOf } from './file-errors.js'

/** A process, as a lock file names it. */
export interface ProcessName {
  readonly pid: number
  /** When it started, in the kernel's clock ticks; undefined where the system does not say (all but Linux). */
  readonly startedAt?: string
}

/** Which process this is, and which others live. */
export interface Processes {
  readonly self: ProcessName
  /** True while the process runs; where in doubt, true. */
  isAlive(process: ProcessName): boolean
}

/** The processes of this machine. Those of other containers that share the folder are not among them. */
export const machineProcesses: Processes = {
  self: nameOf(process.pid),
  isAlive({ pid, startedAt }) {
    if (!exists(pid)) return false
    const status = statusOf(pid)
    if (status === undefined) return true
    return !status.hasEnded && (startedAt === undefined || startedAt === status.startedAt)
  },
}

function exists(pid: number): boolean {
  try {
    // Signal 0 is never delivered; it only asks whether it could be.
    return process.kill(pid, 0)
  } catch (error) {
    return errnoOf(error) !== 'ESRCH'
  }
}

function nameOf(pid: number): ProcessName {
  const status = statusOf(pid)
  return status === undefined ? { pid } : { pid, startedAt: status.startedAt }
}

// proc(5): field 3 of stat is the state, 20 the number of threads, 22 the start. The second is the program's name in
// parentheses, which may itself contain anything.
function statusOf(pid: number): { readonly startedAt: string; readonly hasEnded: boolean } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, threads, startedAt] = [fields[0], Number(fields[17]), fields[19]]
    // A zombie only waits for its parent to ask how it ended; with more threads, one may still be writing.
    return startedAt === undefined ? undefined : { startedAt, hasEnded: state === 'Z' && threads <= 1 }
  } catch {
    return undefined // No such file system, or no such process any more.
  }
}
