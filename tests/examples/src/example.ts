import { fileURLToPath } from 'node:url';
import { type Run, type Running, run, start } from './child.js';

export const root: string = fileURLToPath(new URL('../../../', import.meta.url));

export interface ExampleOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const npmStart = (args: readonly string[]): string[] => ['start', '--silent', ...(args.length ? ['--', ...args] : [])];

/** Runs an example as its README says, `npm start -- …` in its folder, to its end. */
export const runExample = (name: string, { args = [], env = {} }: ExampleOptions): Promise<Run> =>
  run('npm', npmStart(args), { cwd: `${root}examples/${name}`, env });

/** Starts one that goes on until it is stopped. */
export const startExample = (name: string, { args = [], env = {} }: ExampleOptions): Running =>
  start('npm', npmStart(args), { cwd: `${root}examples/${name}`, env });

/** Starts one without npm in between, as a supervisor would, to whom its signals then go. */
export const superviseExample = (name: string, { args = [], env = {} }: ExampleOptions): Running =>
  start(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], { cwd: `${root}examples/${name}`, env });
