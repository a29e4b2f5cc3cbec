import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@influxkit/test-tools';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pages, root } from '../src/paths.js';
import { blocksOf } from './support/blocks.js';

const execute = promisify(execFile);

interface Registry {
  readonly url: string;
  readonly userconfig: string;
  stop(): Promise<void>;
}

/** What the reader does, one thing after the other. */
type Step =
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'run'; readonly commands: string; readonly printed: string | undefined };

/** The page as steps: files are named in the sentence before them, and output follows its commands. */
function steps(text: string): Step[] {
  const lines = text.split('\n');
  const blocks = blocksOf('guide/your-own-api.md', text);
  return blocks.flatMap((block, index): Step[] => {
    const before =
      lines
        .slice(0, block.line - 2)
        .join('\n')
        .trimEnd()
        .split('\n')
        .at(-1) ?? '';
    const name = /Put this in `([^`]+)`/.exec(before)?.[1];
    if (name !== undefined) return [{ kind: 'file', name, text: block.code }];
    if (block.language !== 'sh' || !block.words.includes('run')) return [];
    const next = blocks[index + 1];
    return [{ kind: 'run', commands: block.code, printed: next?.language === 'txt' ? next.code : undefined }];
  });
}

/** One script of all steps; what each run prints stands between marks. */
function script(all: readonly Step[]): string {
  const parts = all.map((step, index) =>
    step.kind === 'file'
      ? `cat > '${step.name}' <<'END OF FILE'\n${step.text}END OF FILE`
      : `echo '[[${index}'\n${step.commands}\necho ']]${index}'`,
  );
  return ['set -e', "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT", ...parts, ''].join('\n');
}

let folder: string;
let registry: Registry;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'influxkit-own-api-'));
  const used = ['runtime', 'generator', 'auth', 'pagination'];
  await execute(
    'npx',
    ['--no-install', 'turbo', 'run', 'build', ...used.map((name) => `--filter=@influxkit/${name}`)],
    {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    },
  );
  const { startRegistry } = (await import('../../scripts/registry/registry.mjs')) as unknown as {
    startRegistry(folder: string): Promise<Registry>;
  };
  registry = await startRegistry(folder);
  for (const name of used) {
    await execute('npm', ['publish', '--provenance=false', '--ignore-scripts'], {
      cwd: `${root}/packages/${name}`,
      env: { ...process.env, NPM_CONFIG_USERCONFIG: registry.userconfig },
    });
  }
});

afterAll(async () => {
  await registry?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** npm as the reader has it: two scopes on loopback, everything else from where this machine gets its packages. */
async function npmrc(): Promise<string> {
  const { stdout } = await execute('npm', ['config', 'get', 'registry'], { cwd: root });
  const file = join(folder, 'reader-npmrc');
  const { host } = new URL(registry.url);
  const lines = [
    `registry=${stdout.trim()}`,
    `@influxkit:registry=${registry.url}`,
    `@harbour:registry=${registry.url}`,
    `//${host}/:_authToken=nobody`,
    'audit=false',
    'fund=false',
    'update-notifier=false',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

function run(
  text: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', text], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output, errors }));
  });
}

test('followed word for word, the page ends with a client on npm that works, and its next version', async () => {
  // The page's port may be taken on this machine.
  const port = String(await freePort());
  const page = readFileSync(`${pages}/guide/your-own-api.md`, 'utf8').replaceAll('8400', port);
  const all = steps(page);
  expect(all.filter(({ kind }) => kind === 'file').map((step) => (step as { name: string }).name)).toEqual([
    'openapi.yaml',
    'package.json',
    'tsconfig.json',
    'influxkit.config.ts',
    'src/index.ts',
    'server.mjs',
    'try.mjs',
    'ships.mjs',
  ]);

  // What the tests themselves run under must not reach the reader's commands.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|VITEST)/.test(name)));
  const { code, output, errors } = await run(script(all), {
    ...env,
    NPM_CONFIG_USERCONFIG: await npmrc(),
    NO_COLOR: '1',
  });
  expect(code, `${errors}\n${output}`).toBe(0);

  let compared = 0;
  for (const [index, step] of all.entries()) {
    if (step.kind !== 'run') continue;
    const printed = new RegExp(`^\\[\\[${index}\n([\\s\\S]*?)^\\]\\]${index}$`, 'm').exec(output)?.[1] ?? 'nothing';
    if (step.printed === undefined) continue;
    compared++;
    // An ellipsis stands for what differs from machine to machine.
    const pattern = step.printed.trimEnd().split('…').map(escaped).join('.*');
    expect(printed.trimEnd()).toMatch(new RegExp(`^${pattern}$`));
  }
  expect(compared).toBe(4);

  const published = (await (await fetch(`${registry.url}@harbour%2fclient`)).json()) as {
    versions: Record<string, { dependencies: object }>;
  };
  expect(Object.keys(published.versions)).toEqual(['1.0.0', '1.1.0']);
  expect(Object.keys(published.versions['1.1.0']?.dependencies ?? {})).toEqual(['@influxkit/runtime']);
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
