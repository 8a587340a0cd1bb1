// Loaded into a measured process: at its end it writes down the most memory it had, and the CPU time of all its threads.
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const file = process.env.BENCH_USAGE_FILE
  if (!file) return
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6
  writeFileSync(file, JSON.stringify({ maxRssKilobytes: maxRSS, cpuSeconds }))
})
