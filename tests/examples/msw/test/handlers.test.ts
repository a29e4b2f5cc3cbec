import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { msw } from '@influxkit/emit-msw';
import type { Route, Seed } from '@influxkit/emit-msw/seeded';
import { generate } from '@influxkit/generator';
import type { HttpHandler } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { products } from '../../../../scripts/products.mjs';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const folder = fileURLToPath(new URL('../.cache', import.meta.url));

/** What `handlers.ts` and `mocks.ts` export, whichever contract they are of. */
interface Handlers {
  handlers(seed?: Seed, baseUrl?: string): HttpHandler[];
  handler(name: string, status: number, body?: unknown, options?: { baseUrl?: string; seed?: Seed }): HttpHandler;
}
interface Mocks {
  routes(seed?: Seed): Route[];
  sample(name: string, status: number, seed?: Seed): unknown;
}

/** Paths that mean something else where patterns of MSW are written. */
const ODD_PATHS = [
  '/files/{name}.json',
  '/jobs/{job-id}:cancel',
  '/sets({key})',
  '/a+b/{x}{y}',
  '/{org}/users',
  '/users',
  '/v{major}x/status',
  '/what?kind=odd',
];

const ODD = {
  openapi: '3.1.0',
  info: { title: 'Odd', version: '1' },
  paths: {
    ...Object.fromEntries(
      ODD_PATHS.map((path, index) => [
        path,
        {
          get: {
            operationId: `odd${index}`,
            parameters: [...path.matchAll(/\{(.*?)\}/g)].map(([, name]) => ({
              name,
              in: 'path',
              required: true,
              schema: { type: 'string' },
            })),
            responses: {
              200: {
                description: 'Fine.',
                content: {
                  'application/json': {
                    schema: { type: 'object', required: ['path'], properties: { path: { const: path } } },
                  },
                },
              },
            },
          },
        },
      ]),
    ),
    '/elsewhere': {
      servers: [{ url: 'https://files.example/store' }],
      get: { operationId: 'elsewhere', responses: { 204: { description: 'Fine.' } } },
    },
  },
};

let shipping: Handlers & Mocks;
let odd: Handlers & Mocks;

const load = async (name: string): Promise<Handlers & Mocks> => ({
  ...((await import(join(folder, name, 'handlers.ts'))) as Handlers),
  ...((await import(join(folder, name, 'mocks.ts'))) as Mocks),
});

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'odd.json'), JSON.stringify(ODD));
  const input = join(root, 'packages/generator/test/fixtures/emitters/shipping.yaml');
  const petstore = join(root, 'packages/generator/test/fixtures/emitters/petstore.json');
  await generate(
    {
      products: [
        ...products.map(({ name, bundle }) => ({ name, input: join(root, bundle), output: name, emitters: [msw] })),
        { name: 'petstore', input: petstore, output: 'petstore', emitters: [msw] },
        { name: 'shipping', input, output: 'shipping', emitters: [msw] },
        {
          name: 'dates',
          input,
          output: 'dates',
          emitters: [msw],
          formatTypes: { 'date-time': 'Date', int64: 'bigint' },
        },
        { name: 'odd', input: 'odd.json', output: 'odd', emitters: [msw] },
      ],
    },
    { baseDir: folder },
  );
  [shipping, odd] = [await load('shipping'), await load('odd')];
});

test('what is emitted compiles: of our products, the Petstore, and what the README makes', () => {
  const readme = readFileSync(join(root, 'packages/emit-msw/README.md'), 'utf8');
  for (const [index, [, code = '']] of [...readme.matchAll(/^```js\n([\s\S]*?)^```/gm)].entries())
    writeFileSync(join(folder, `readme-${index}.ts`), code);
  writeFileSync(
    join(folder, 'dates.ts'),
    `import { sample } from './dates/mocks.js';\nexport const created: string = sample('shipments.get', 200).created_at;\n`,
  );
  const configuration = {
    extends: '../tsconfig.json',
    compilerOptions: { noUnusedLocals: true },
    include: ['**/*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  execFileSync(join(root, 'node_modules/.bin/tsgo'), ['-p', folder], { stdio: 'inherit' });
});

test.each([0, 1, 2])('program %i of the README runs as written, and prints what it says', (index) => {
  const file = `readme-${index}.ts`;
  const output = execFileSync(process.execPath, ['--import', 'tsx', file], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json') },
  });
  const said = [...readFileSync(join(folder, file), 'utf8').matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)];
  expect(output).toBe(said.map(([, text]) => `${text}\n`).join(''));
});

describe('handlers', () => {
  const server = setupServer();
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());

  test('respond to every operation with what its route responds with, by seed', async () => {
    const base = 'https://api.parcelo.example/v2';
    for (const seed of [1, 'another']) {
      server.use(...shipping.handlers(seed));
      for (const { method, path, respond } of shipping.routes(seed)) {
        const response = await fetch(`${base}${path.replace(/\{.*?\}/g, 'any')}`, { method });
        const expected = respond(new Request(base));
        expect([response.status, response.headers.get('content-type')], path).toEqual([
          expected.status,
          expected.headers.get('content-type'),
        ]);
        expect(await response.text()).toBe(await expected.text());
      }
    }
  });

  test('are where the client looks for the API', async () => {
    server.use(...shipping.handlers(1, 'http://localhost:3000/api/'));
    expect(await (await fetch('http://localhost:3000/api/customers')).json()).toEqual(
      shipping.sample('customers.list', 200),
    );
    await expect(fetch('http://localhost:3000/customers')).rejects.toThrow();
  });

  test('of one operation go before the others: with a status of the contract, or a body of one’s own', async () => {
    server.use(...shipping.handlers());
    const url = 'https://api.parcelo.example/v2/shipments/7';
    server.use(shipping.handler('shipments.get', 404));
    const missing = await fetch(url);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(await missing.json()).toEqual(shipping.sample('shipments.get', 404));
    server.use(shipping.handler('shipments.get', 200, { id: 'mine' }));
    expect(await (await fetch(url)).json()).toEqual({ id: 'mine' });
    server.use(shipping.handler('shipments.get', 503));
    expect((await fetch(url)).status).toBe(503);
  });

  test('are found by paths that patterns of MSW would read otherwise, at any origin', async () => {
    server.use(...odd.handlers());
    for (const path of ODD_PATHS) {
      const url = `http://localhost:8080${path.replace(/\{.*?\}/g, 'some-1')}`;
      expect(await (await fetch(url)).json(), url).toEqual({ path });
    }
    expect((await fetch('https://files.example/store/elsewhere')).status).toBe(204);
  });
});
