import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs a command until its standard input closes, then removes its folder. The pipe closes with the process that holds
 * it, however that ends: no server and no folder outlives a test run that is killed. (Nobody reads what the shell says
 * then, which must not end it before it has cleaned up.)
 */
export const guard = `
folder=$1; shift
exec 3<&0
"$@" </dev/null & child=$!
trap '' PIPE
{ read -r _ <&3; kill -9 "$child" 2>/dev/null; } & reader=$!
wait "$child"; status=$?
kill "$reader" 2>/dev/null
rm -rf "$folder"
exit $status`;

/** A running server process with a folder of its own. */
export interface Child {
  readonly process: ChildProcess;
  /** What it has printed so far, the last 64 KiB. */
  output(): string;
  /** Kills it, waits until it is gone and its folder is removed. */
  stop(): Promise<void>;
}

/** A new folder for a server's data; the guard of `startChild` removes it. */
export const serverFolder = (name: string): Promise<string> => mkdtemp(join(tmpdir(), `influxkit-${name}-`));

/** Starts a command that ends with this process at the latest. */
export function startChild(folder: string, command: string, args: readonly string[]): Child {
  const child = spawn('sh', ['-c', guard, 'sh', folder, command, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-65_536);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  // Writing to a pipe whose reader is gone is not a fault of the test.
  child.stdin.on('error', () => {});
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', (error) => keep(Buffer.from(error.message)));
  return {
    process: child,
    output: () => output,
    stop: async () => {
      child.stdin.destroy();
      await ended;
    },
  };
}

/** Waits until a server responds; throws with what it printed when it ends before or takes longer than 5 minutes, which only what is stuck does. */
export async function untilReady(name: string, child: Child, responds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 300_000;
  while (Date.now() < deadline) {
    if (child.process.exitCode !== null) break;
    if (await responds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  const ended = child.process.exitCode === null ? 'does not respond' : `ended with code ${child.process.exitCode}`;
  await child.stop();
  throw new Error(`${name} ${ended}. It printed:\n${child.output()}`);
}
