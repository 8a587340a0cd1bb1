// Loaded into a measured process: at its end it writes down the most memory it had.
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const file = process.env.BENCH_USAGE_FILE
  if (file) writeFileSync(file, JSON.stringify({ maxRssKilobytes: process.resourceUsage().maxRSS }))
})
