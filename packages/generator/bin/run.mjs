// The built command line, in this process. It is committed, so that npm can link a command before anything is built.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const dist = new URL('../dist/', import.meta.url);
const entry = new URL('main.mjs', dist);

/**
 * Runs the command line with what stands behind the program's name; resolves to the exit code.
 * @param {readonly string[]} args
 */
export async function run(args) {
  if (!existsSync(entry)) {
    const folder = fileURLToPath(new URL('..', import.meta.url));
    process.stderr.write(`influxkit is not built yet. Build it with: npm run build --prefix ${folder}\n`);
    return 2;
  }
  const { main } = await import(entry);
  return main(args, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true && !process.env.CI,
    useColor: process.stderr.isTTY === true && !process.env.NO_COLOR,
    cwd: process.cwd(),
    builtAt: Math.max(...readdirSync(dist).map((name) => statSync(new URL(name, dist)).mtimeMs)),
    onStop: (stop) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
    },
  });
}
