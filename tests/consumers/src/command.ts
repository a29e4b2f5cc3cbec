import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Variables by which npm knows the script it runs, and that a project elsewhere must not inherit. */
const ofNpm =
  /^(npm_(package|lifecycle|command|execpath|node_execpath)|npm_config_(local_prefix|global_prefix|prefix|workspace))|^(INIT_CWD|NODE_ENV|VITEST.*|TURBO.*)$/i;

/** Runs a command in a project; resolves to what it printed, throws with all of it where it fails. */
export function command(name: string, args: readonly string[], { cwd, env = {} }: CommandOptions): Promise<string> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([key]) => !ofNpm.test(key)));
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let all = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      all += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      all += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(out);
      else reject(new Error(`${name} ${args.join(' ')} ended with ${code ?? signal}:\n${all}`));
    });
  });
}
