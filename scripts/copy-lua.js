// Puts the Lua scripts of the Redis store beside the compiled file that reads them; the compiler leaves them behind.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'

const from = new URL('../runtime/store/redis/', import.meta.url)
const to = new URL('../runtime/dist/store/redis/', import.meta.url)
mkdirSync(to, { recursive: true })
for (const name of readdirSync(from))
  if (name.endsWith('.lua')) copyFileSync(new URL(name, from), new URL(name, to))
