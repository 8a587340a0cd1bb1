#!/usr/bin/env node
// The command that npm links. It stands in JavaScript so that npm can link it before the sources are built.
import { run } from '../dist/bin/cli.js'

process.exitCode = await run(process.argv.slice(2))
