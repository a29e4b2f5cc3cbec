import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a process came to. */
export interface Run {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs. It and all it has started end with the test at the latest. */
export interface Running extends AsyncDisposable {
  /** Waits for text on its standard output. Throws with all it printed where it ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal to the process itself, as a supervisor does, or with `group` to all of its group, as Ctrl+C does. */
  signal(name: NodeJS.Signals, group?: 'group'): void;
  readonly ended: Promise<Run>;
}

export interface ChildOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a person's shell has beside what an example is given: nothing that names a server. */
function environment(given: ChildOptions['env']): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(INFLUX|NODE_OPTIONS|VITEST|CI$)/.test(name));
  return { ...Object.fromEntries(own), NO_COLOR: '1', npm_config_update_notifier: 'false', ...given };
}

export function start(command: string, args: readonly string[], { cwd, env }: ChildOptions): Running {
  const child = spawn(command, args, {
    cwd,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that whatever it starts can be ended with it.
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    for (const notify of listeners) notify();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const killGroup = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has ended by itself.
    }
  };
  const kill = (): void => killGroup('SIGKILL');
  process.once('exit', kill);
  const ended = outcome(child, () => ({ stdout, stderr })).finally(() => process.off('exit', kill));

  return {
    ended,
    signal: (name, group) => (group ? killGroup(name) : child.kill(name)),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(stdout);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        ended.then(({ code }) => {
          reject(new Error(`ended with ${code} before it printed ${pattern}:\n${stdout}\n${stderr}`));
        }, reject);
      }),
    [Symbol.asyncDispose]: async () => {
      kill();
      await ended.catch(() => {});
    },
  };
}

async function outcome(child: ChildProcess, printed: () => Pick<Run, 'stdout' | 'stderr'>): Promise<Run> {
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...printed() };
}

/** Runs to the end. */
export async function run(command: string, args: readonly string[], options: ChildOptions): Promise<Run> {
  await using running = start(command, args, options);
  return await running.ended;
}
