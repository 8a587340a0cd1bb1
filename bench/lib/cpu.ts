// CPU time of a process, where the system tells it: steadier than throughput on a machine that others use as well.
import { readFileSync } from 'node:fs'

/** User and system time of a process in microseconds so far; undefined where there is no /proc. */
export function cpuMicros(pid: number | undefined): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Fields 14 and 15 (proc(5)), counted after the command's name, which is in parentheses and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * microsPerTick
  } catch {
    return undefined
  }
}

// USER_HZ is 100 on every Linux that Node runs on.
const microsPerTick = 10_000
