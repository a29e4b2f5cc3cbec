#!/usr/bin/env node
// Runs the built command line. It is committed, so that npm can link it before anything is built.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const dist = new URL('../dist/', import.meta.url);
const entry = new URL('main.mjs', dist);

if (existsSync(entry)) {
  const { main } = await import(entry);
  process.exitCode = await main(process.argv.slice(2), {
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
} else {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  process.stderr.write(`influxkit is not built yet. Build it with: npm run build --prefix ${folder}\n`);
  process.exitCode = 2;
}
