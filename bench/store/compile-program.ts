// The measurements and what they measure as plain JavaScript, as users run it. tsx would wrap every function to keep its name,
// which makes a create of a record a tenth slower.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { transpileModule } from 'typescript'

const sources = ['runtime', 'bench', 'test/support'] as const
const isLeftOut = (path: string) => /(^|\/)(dist|node_modules)\//.test(path)

/** Compiles into a folder that mirrors the project, without checking types. */
export function compileProgram(folder: string): void {
  const { compilerOptions } = JSON.parse(readFileSync('tsconfig.base.json', 'utf8'))
  const options = { ...compilerOptions, module: 'ESNext', moduleResolution: 'Bundler' }
  for (const source of sources) {
    const paths = readdirSync(source, { recursive: true, encoding: 'utf8' })
    for (const path of paths.map((name) => join(source, name)).filter((name) => !isLeftOut(name))) {
      const target = join(folder, path)
      mkdirSync(dirname(target), { recursive: true })
      if (path.endsWith('.ts')) {
        const { outputText } = transpileModule(readFileSync(path, 'utf8'), { compilerOptions: options })
        writeFileSync(target.replace(/\.ts$/, '.js'), outputText)
      } else if (path.endsWith('.lua')) copyFileSync(path, target)
    }
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
}
