import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { vi } from 'vitest';

/** Where the programs are. */
export const programs: URL = new URL('../programs/', import.meta.url);

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What follows the program's name on the command line. */
  readonly args?: readonly string[];
  /** The folder it runs in. Default: an empty one, which is removed. */
  readonly cwd?: string;
}

export interface ProgramRun {
  /** What it printed by `console`, line by line. */
  readonly printed: readonly string[];
  /** The code that the process would have ended with. */
  readonly code: number;
}

/** Runs a program of a recipe to its end, in this process. */
export async function runProgram(name: string, { env = {}, args = [], cwd }: ProgramOptions): Promise<ProgramRun> {
  const folder = cwd ?? (await mkdtemp(join(tmpdir(), 'influxkit-recipe-')));
  const before = { cwd: process.cwd(), argv: process.argv };
  const printed: string[] = [];
  const print = (...values: unknown[]): void => {
    printed.push(format(...values));
  };
  const spies = [
    ...(['log', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method).mockImplementation(print)),
    vi.spyOn(process.stderr, 'write').mockReturnValue(true),
  ];
  setEnvironment(env);
  process.chdir(folder);
  process.argv = [...process.argv.slice(0, 2), ...args];
  vi.resetModules();
  try {
    await import(new URL(name, programs).href);
    return { printed, code: Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = undefined;
    process.argv = before.argv;
    process.chdir(before.cwd);
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
    if (cwd === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Variables of the environment until `vi.unstubAllEnvs()`: of InfluxDB's those that are given alone. */
export function setEnvironment(env: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (/^INFLUX(?:DB3?)?_/.test(name)) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}
