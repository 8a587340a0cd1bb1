// The command: parses the arguments, runs what they ask for, and turns every outcome into an exit code.
import { createProgram, explainUsage, helpExitCode } from './program.js'
import { markBareRemoteRefs } from './remote-refs.js'
import { reportFailure } from './report-failure.js'
import { processTerminal, type Terminal } from './terminal.js'

/**
 * Runs `mockgen` with the arguments after the command's name and resolves with the exit code: 0 fine, 1 the check or the run
 * failed, 2 wrong usage, 3 the document has errors.
 */
export async function run(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  let exitCode = 0
  const program = createProgram(terminal, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(markBareRemoteRefs(argv), { from: 'user' })
    return exitCode
  } catch (error) {
    return (
      helpExitCode(error) ?? reportFailure(explainUsage(error, program, argv), terminal, wantsStack(argv))
    )
  }
}

// Read from the raw arguments, because parsing them may be what failed.
function wantsStack(argv: readonly string[]): boolean {
  return argv.includes('--debug') || (process.env.DEBUG ?? '').split(',').includes('mockgen')
}
