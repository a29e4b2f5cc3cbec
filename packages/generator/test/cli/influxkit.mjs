// The command line, run from the sources: what bin/influxkit.mjs does with the build.
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';

// The sources beside these as well: a fresh clone has no build of them.
const runtime = fileURLToPath(new URL('../../../runtime/src/index.ts', import.meta.url));
const jiti = createJiti(import.meta.url, { alias: { '@influxkit/runtime': runtime } });
const { main } = await jiti.import('../../src/cli/main.js');
process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: false,
  useColor: false,
  cwd: process.cwd(),
  builtAt: 0,
  onStop: (stop) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  },
});
