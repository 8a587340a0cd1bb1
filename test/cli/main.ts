// The command as a process of its own, from the sources: what bin/mockgen.js is for the built files.
import { run } from '../../bin/cli.js'

process.exitCode = await run(process.argv.slice(2))
