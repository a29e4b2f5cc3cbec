// The command line, run from the sources: what bin/influxkit.mjs does with the build.
import { createJiti } from 'jiti';

const jiti = createJiti(import.meta.url);
const { main } = await jiti.import('../../src/cli/main.ts');
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
