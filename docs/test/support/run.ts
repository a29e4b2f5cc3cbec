import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { format } from 'node:util';
import { pages } from '../../src/paths.js';

/** The address that pages write for a server. */
const written = 'http://localhost:8086';

export interface RunOptions {
  /** Name of the module's file, without an ending. */
  readonly name: string;
  readonly code: string;
  /** What stands for the server of the page. */
  readonly url: string;
}

/** Runs a module of a page with its server replaced, and resolves to what it prints. */
export async function run({ name, code, url }: RunOptions): Promise<string> {
  // Beside the packages, so that imports resolve, and anew each time, so that no module is cached.
  mkdirSync(`${pages}/.cache/run`, { recursive: true });
  const folder = mkdtempSync(`${pages}/.cache/run/`);
  const file = `${folder}/${name}.ts`;
  writeFileSync(file, `${code}\nexport {};\n`);
  let printed = '';
  const { log, error } = console;
  const realFetch = globalThis.fetch;
  const env = { ...process.env };
  const cwd = process.cwd();
  // What a program writes stays in a folder that is not kept.
  process.chdir(folder);
  console.log = console.error = (...values: unknown[]): void => {
    printed += `${format(...values)}\n`;
  };
  globalThis.fetch = (input, init) => realFetch(String(input).replace(written, url), init);
  Object.assign(process.env, { INFLUX_HOST: written, INFLUX_TOKEN: 'my-token', INFLUX_ORG: 'acme', NO_COLOR: '1' });
  delete process.env['INFLUX_URL'];
  delete process.env['INFLUX_BUCKET_NAME'];
  try {
    await import(/* @vite-ignore */ file);
    return printed;
  } finally {
    Object.assign(console, { log, error });
    globalThis.fetch = realFetch;
    process.chdir(cwd);
    for (const key of Object.keys(process.env)) if (!(key in env)) delete process.env[key];
    Object.assign(process.env, env);
  }
}
