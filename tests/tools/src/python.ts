import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverFolder, startChild, untilReady } from './child.js';
import { findCommand } from './find-command.js';

const FOLDER = 'tests/tools/python-servers';
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A server in Python that runs. */
export interface PythonServer extends AsyncDisposable {
  /** What it said of itself, such as its addresses. */
  readonly said: Readonly<Record<string, string>>;
  /** What it has printed so far, the last 64 KiB. */
  output(): string;
  stop(): Promise<void>;
}

/** The path of Python, or undefined where the machine has none. */
export const findPython = (): string | undefined => findCommand('python3');

/**
 * Whether servers in Python can be started: `describe.skipIf(!requirePython())`. Where there is no Python, says that their
 * tests are skipped; with `INFLUXKIT_REQUIRE_SERVERS=1` (as in CI) throws instead, so that nothing is skipped unseen.
 */
export function requirePython(): boolean {
  if (findPython() !== undefined) return true;
  const missing = 'There is no python3 on this machine (Debian: apt-get install python3-venv)';
  if (process.env['INFLUXKIT_REQUIRE_SERVERS'] === '1')
    throw new Error(`${missing}, and INFLUXKIT_REQUIRE_SERVERS=1 wants it.`);
  console.warn(`${missing}: tests with DataFusion and pyarrow are skipped.`);
  return false;
}

/**
 * Starts one of the programs of `tests/tools/python-servers`, with DataFusion and pyarrow installed for it. It listens on
 * ports of its own choice on 127.0.0.1 and prints one line when it is ready: `ready` and a JSON object of strings.
 *
 * @param program the name of its file
 */
export async function startPythonServer(
  program: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<PythonServer> {
  const installer: { ensureInstalled(folder: string): Promise<void>; pythonOf(folder: string): string } = await import(
    new URL('../../../scripts/own-install.mjs', import.meta.url).href
  );
  const { ensureInstalled, pythonOf } = installer;
  await ensureInstalled(FOLDER);
  const file = join(root, FOLDER, program);
  if (!existsSync(file)) throw new Error(`There is no ${program} in ${FOLDER}.`);
  const folder = await serverFolder('python');
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const child = startChild(folder, 'env', [...variables, pythonOf(FOLDER), '-u', file, ...args]);
  const ready = /^ready (\{.*\})$/m;
  await untilReady(program, child, async () => ready.test(child.output()));
  const said = JSON.parse(ready.exec(child.output())?.[1] as string) as Record<string, string>;
  return { said, output: child.output, stop: child.stop, [Symbol.asyncDispose]: child.stop };
}
