import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A script for Node with its arguments. */
export interface Command {
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a run of a command took. */
export interface Run {
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** Processor time of all its processes and threads. */
  readonly cpuSeconds: number;
  /** Peak of resident memory of the largest of its processes. */
  readonly peakBytes: number;
  /** What it printed. */
  readonly output: string;
}

/** Why a run counts as failed. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  constructor(
    message: string,
    /** What it printed. */
    readonly output: string,
    /** Whether it was stopped because it took too long. */
    readonly isOverLimit: boolean,
  ) {
    super(message);
  }
}

const recorder = fileURLToPath(new URL('../src/generation-recorder.cjs', import.meta.url));

/** No colours, no questions, no reports to anybody, no look for updates. */
const quiet = { CI: '1', NO_COLOR: '1', FORCE_COLOR: '0', DO_NOT_TRACK: '1', NO_UPDATE_NOTIFIER: '1' };

/**
 * Runs a command in a process of its own.
 * @param exitCodes the codes that do not count as failed
 * @throws CommandError if it exits with another code, or takes longer than the limit
 */
export async function runCommand(
  { script, args, cwd, env }: Command,
  limitSeconds: number,
  exitCodes: readonly number[] = [0],
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'influxkit-bench-'));
  const record = join(folder, 'record');
  try {
    const start = performance.now();
    const child = spawn(process.execPath, [script, ...args], {
      cwd,
      // a group of its own, so that what it starts ends with it
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...quiet,
        NODE_OPTIONS: `--require ${JSON.stringify(recorder)}`,
        BENCH_RECORD: record,
        ...env,
      },
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    let isOverLimit = false;
    const stop = (): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // it has just ended
      }
    };
    const timer = setTimeout(() => {
      isOverLimit = true;
      stop();
    }, limitSeconds * 1000);
    process.once('exit', stop);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }).finally(() => {
      clearTimeout(timer);
      process.off('exit', stop);
    });
    const seconds = (performance.now() - start) / 1000;
    if (isOverLimit) throw new CommandError(`over ${limitSeconds} s`, output, true);
    if (code === null || !exitCodes.includes(code))
      throw new CommandError(`exits with ${code ?? 'a signal'}`, output, false);
    return { seconds, ...recorded(record), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function recorded(file: string): { cpuSeconds: number; peakBytes: number } {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { cpuSeconds: Number.NaN, peakBytes: Number.NaN };
  }
  const processes = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { cpuSeconds: number; peakBytes: number });
  return {
    cpuSeconds: processes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    peakBytes: Math.max(...processes.map(({ peakBytes }) => peakBytes)),
  };
}
