import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  type Product as ContractName,
  type ContractServer,
  contractSchemas,
  loadContract,
  startContractServer,
} from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pages } from '../src/paths.js';
import { curlOf } from '../src/reference/curl.js';
import { exampleOf, pagesExample, programOf } from '../src/reference/example.js';
import { responseExample } from '../src/reference/operation-page.js';
import { loadProducts, methodName, type Operation, type Product, pageName } from '../src/reference/product.js';
import { argumentsOf, curl } from './support/curl.js';
import { sitePages } from './support/site.js';

const products = await loadProducts();
const pagesOfSite = await sitePages({ withApi: false });

describe.each(products.map((product) => [product.name, product] as const))('%s', (name, product) => {
  const { operations } = product.model;
  const contract = loadContract(name as ContractName);

  test('has a page for each operation of the contract, and no other', () => {
    const expected = operations.map((operation) => `reference/${name}/${pageName(operation)}.md`);
    const found = [...pagesOfSite.keys()].filter((place) => place.startsWith(`reference/${name}/`));
    expect(found.filter((place) => !/\/(index|types)\.md$/.test(place)).sort()).toEqual([...expected].sort());
    expect(expected).toHaveLength(contract.operations.length);
    expect(new Set(expected).size).toBe(expected.length);
  });

  test('each page has method, path, arguments, response, errors and access', () => {
    for (const operation of operations) {
      const page = pagesOfSite.get(`reference/${name}/${pageName(operation)}.md`) ?? '';
      for (const part of [
        `>${operation.method}</span> <code v-pre>${operation.server ?? ''}${operation.path}</code>`,
        `api.${methodName(operation)}(`,
        '## Example',
        '```ts [TypeScript]',
        '```sh [curl]',
        '## Arguments',
        '## Response',
        '## Access',
        ...operation.pathParameters.map((parameter) => `| \`${parameter.name}\` |`),
        ...operation.queryParameters.map((parameter) => `| \`${parameter.name}\` |`),
        ...operation.responses.success.map((status) => `| \`${status}\` |`),
      ]) {
        expect(page, `${methodName(operation)} lacks ${part}`).toContain(part);
      }
    }
  });

  test('each page leads to the same operation of the other products that have it', () => {
    for (const operation of operations) {
      const page = pagesOfSite.get(`reference/${name}/${pageName(operation)}.md`) ?? '';
      const others = products.filter((other) => other !== product);
      for (const other of others) {
        const has = other.model.operations.some((one) => methodName(one) === methodName(operation));
        if (has) expect(page).toContain(`[${other.title}](../${other.name}/${pageName(operation)}.md)`);
      }
      const links = /^(.*) \{\.products\}$/m.exec(page)?.[1];
      if (links !== undefined) expect(links).toContain(`**${product.title}**`);
    }
    expect([...pagesOfSite.values()].some((page) => page.includes('{.products}'))).toBe(true);
  });

  test('each named type has its place, and each link to one leads there', () => {
    const types = pagesOfSite.get(`reference/${name}/types.md`) ?? '';
    const places = new Set([...types.matchAll(/\{#([^}]+)\}/g)].map(([, anchor]) => anchor));
    expect(places.size).toBe(product.model.schemas.length);
    for (const [place, page] of pagesOfSite) {
      if (!place.startsWith(`reference/${name}/`)) continue;
      for (const [, anchor = ''] of page.matchAll(/types\.md#([^)\s]+)\)/g)) expect(places, place).toContain(anchor);
    }
  });

  test('each response example is what the contract says', () => {
    // Servers send paths where contracts say `uri`, and no example shows more than its form.
    const schemas = contractSchemas(contract, { formats: false });
    let examples = 0;
    for (const operation of operations) {
      const value = responseExample(product, operation);
      const own = contract.operations.find(({ id }) => id === operation.id);
      const schema = own?.success.flatMap(({ content }) => content.get('application/json') ?? [])[0];
      if (value === undefined) continue;
      examples++;
      if (schema === undefined)
        throw new Error(`${operation.id}: an example of a response that the contract does not have`);
      expect(schemas.problems(schema, value, 'response'), `${operation.id}: ${JSON.stringify(value)}`).toEqual([]);
    }
    expect(examples).toBeGreaterThan(operations.length / 5);
  });

  describe('each example is taken by a server that knows the contract', () => {
    let server: ContractServer;
    let examples: Record<string, () => Promise<void>>;
    let commands: readonly (readonly string[])[];
    let folder: string;
    const before = { log: console.log, write: process.stdout.write, cwd: process.cwd() };

    beforeAll(async () => {
      server = await startContractServer(contract);
      mkdirSync(`${pages}/.cache/run`, { recursive: true });
      folder = mkdtempSync(`${pages}/.cache/run/`);
      writeFileSync(`${folder}/backup.gz`, 'bytes');
      writeFileSync(`${folder}/examples.ts`, moduleOf(product, operations, server.url));
      examples = ((await import(/* @vite-ignore */ `${folder}/examples.ts`)) as { examples: typeof examples }).examples;
      process.chdir(folder);
      const secrets = "INFLUX_TOKEN=a-token INFLUX_PASSWORD='a password'";
      commands = await argumentsOf([secrets, ...operations.map((operation) => curlOf(product, operation))], folder);
      process.env['INFLUX_TOKEN'] = 'a-token';
      process.env['INFLUX_PASSWORD'] = 'a password';
      // Examples print what they get; here that is noise.
      console.log = () => {};
    });
    afterAll(async () => {
      console.log = before.log;
      process.chdir(before.cwd);
      rmSync(folder, { recursive: true, force: true });
      await server.stop();
    });

    test.each(operations.map((operation) => [methodName(operation), operation] as const))(
      '%s',
      async (_, operation) => {
        process.stdout.write = (() => true) as typeof process.stdout.write;
        try {
          await examples[operation.id]?.();
        } finally {
          process.stdout.write = before.write;
        }
        expect(server.last?.operation.id).toBe(operation.id);

        // The command requests the same.
        const { request } = server.last ?? {};
        const response = await curl(commands[operations.indexOf(operation)] ?? [], product.baseUrl, server.url);
        expect(response.ok, await response.text()).toBe(true);
        expect(server.last?.operation.id).toBe(operation.id);
        expect(server.last?.request).not.toBe(request);
        expect(server.last?.request).toEqual(request);
      },
    );
  });
});

/** One module of all examples of a product; each in a function of its own. */
function moduleOf(product: Product, operations: readonly Operation[], url: string): string {
  const imports = new Map<string, Set<string>>();
  const functions = operations.map((operation) => {
    const example = exampleOf(product, operation);
    for (const line of example.imports) {
      const [, names = '', from = ''] = /^import \{ (.+) \} from '(.+)';$/.exec(line) ?? [];
      const found = imports.get(from) ?? new Set();
      imports.set(from, found);
      for (const imported of names.split(', ')) if (imported !== '') found.add(imported);
    }
    const body = [...example.client, ...example.call].join('\n').replace(product.baseUrl, url);
    return `${JSON.stringify(operation.id)}: async () => {\n${body}\n},`;
  });
  const lines = [...imports].flatMap(([from, names]) =>
    names.size === 0 ? [] : [`import { ${[...names].join(', ')} } from '${from}';`],
  );
  return [...lines, 'export const examples = {', ...functions, '};'].join('\n');
}

describe('examples', () => {
  test('none is without arguments where there is something to say', () => {
    const create = products[0]?.model.operations.find((operation) => methodName(operation) === 'buckets.create');
    const list = products[0]?.model.operations.find((operation) => methodName(operation) === 'buckets.list');
    if (products[0] === undefined || create === undefined || list === undefined) throw new Error('no buckets');
    expect(programOf(exampleOf(products[0], create))).toContain(
      "const bucket = await api.buckets.create({\n  name: 'co2',\n  orgID: '0123456789abcdef',\n});",
    );
    expect(programOf(exampleOf(products[0], list))).toContain(
      'const { buckets = [] } = await api.buckets.list({ limit: 50 });',
    );
    expect(pagesExample(products[0], list)).toContain('for await (const bucket of paginate(api.buckets.list)) {');
  });
});
