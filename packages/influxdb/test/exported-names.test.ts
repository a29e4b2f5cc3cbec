import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { entries } from '../../../scripts/entries.mjs';
import { declarationKey, type ReachedName, readEntries } from './reachable-names.js';

/** Names that signatures lead to and that the facade leaves to their own packages, with the reason. */
const INNER: readonly { readonly reason: string; readonly file: RegExp; readonly names?: readonly string[] }[] = [
  {
    reason: 'what the clients of several products have in common; programs name `InfluxDB`',
    file: /^packages\/influxdb\/src\/client(3|-base)?\.ts$/,
    names: ['ClientBase', 'InfluxDBBase', 'InfluxDBWithScripts', 'InfluxDB3Client', 'InfluxDB3DataClient'],
  },
  {
    reason: 'the client of one product; in the entry of all it is `InfluxDB<"core">`',
    file: /^packages\/influxdb\/src\/(?!index)[\w-]+\.ts$/,
    names: ['InfluxDB'],
  },
  {
    reason: 'what generated code hands to the runtime; programs hand an operation on as it is',
    file: /^packages\/runtime\/src\/(core|operation)\.ts$/,
    names: [
      'ContractFacts',
      'ErrorDetails',
      'Core',
      'Features',
      'FormatParameter',
      'FormEncoding',
      'MediaTypes',
      'ParameterStyle',
      'PathStyle',
      'StyledParameter',
    ],
  },
  {
    reason: 'what generated code says of values that JSON has no types for',
    file: /^packages\/runtime\/src\/value-shape\.ts$/,
    names: ['ResponseShapes', 'ShapeParts', 'ValueShape'],
  },
  { reason: 'a number, named in one signature alone', file: /retry-after\.ts$/, names: ['Milliseconds'] },
  {
    reason: 'what a class of line protocol does with a buffer, inside',
    file: /line-protocol\/src\/prepared-point\.ts$/,
    names: ['RowWriter', 'SelfWritingPoint'],
  },
  {
    reason: 'what `rawLines()` of line-protocol gives; a writer takes raw lines as text or bytes',
    file: /line-protocol\/src\/raw-lines\.ts$/,
    names: ['RawLine'],
  },
  { reason: 'parts of `WriterSettings`', file: /writer-options\.ts$/, names: ['EncodingOptions', 'SendingOptions'] },
  {
    reason: 'what constructors of errors take that the writer alone throws',
    file: /write-errors\.ts$/,
    names: ['BatchFacts', 'ResponseFacts'],
  },
  {
    reason: 'what a cursor consists of; programs keep it whole',
    file: /pagination\/src\/cursor\.ts$/,
    names: ['PagePosition', 'Query'],
  },
  { reason: 'what an expression of SQL consists of', file: /sql-expression\.ts$/, names: ['Piece', 'Bound'] },
];

const used = new Set<object>();

const isInner = ({ name, file }: ReachedName): boolean => {
  const found = INNER.find((inner) => inner.file.test(file) && (inner.names?.includes(name) ?? true));
  if (found !== undefined) used.add(found);
  return found !== undefined;
};

const facade = entries().filter((entry) => entry.package === 'influxdb');
const names = readEntries(
  facade.map(({ source }) => source),
  isInner,
);
const namesOf = (subpath: string) => {
  const entry = facade.find((one) => one.subpath === subpath);
  const found = entry && names.get(entry.source);
  if (found === undefined) throw new Error(`@influxkit/influxdb/${subpath}: expected an entry; there is none`);
  return found;
};

/** Entries that stand beside that of a client: what they have in common with it is exported there. */
const BESIDE = new Set(['auth', 'node', 'spool', 'node-transport', 'flight']);

test.for(facade.map(({ subpath }) => subpath))('every type that signatures of ./%s name can be imported', (subpath) => {
  const { missing } = namesOf(subpath);
  const elsewhere = BESIDE.has(subpath) ? namesOf('').declared : new Set();
  expect(
    missing
      .filter((reached) => !elsewhere.has(declarationKey(reached)))
      .map(({ name, file, from }) => `${name} of ${file}, named by ${from}`),
  ).toEqual([]);
});

test.for(facade.map(({ subpath }) => subpath))(
  'every error that doc comments of ./%s name can be imported',
  (subpath) => {
    const { exported, thrown } = namesOf(subpath);
    const known = new Set([...exported, ...(BESIDE.has(subpath) ? namesOf('').exported : [])]);
    expect(
      [...thrown]
        .filter(([error]) => !known.has(error) && !(error in globalThis))
        .map(([error, from]) => `${error}, named by ${from}`),
    ).toEqual([]);
  },
);

test('no reason to leave a name out stands for nothing', () => {
  expect(INNER.filter((inner) => !used.has(inner))).toEqual([]);
});

test('a name that is left out is found', () => {
  const { missing } =
    readEntries(['packages/influxdb/src/ping.ts'], () => false).get('packages/influxdb/src/ping.ts') ?? {};
  expect(missing?.map(({ name }) => name)).toContain('Call');
});

const root = new URL('../../../', import.meta.url);

/** What people read and copy: a project that has installed the facade alone, as pnpm lays it out, must be able to run it. */
const pages = [
  'README.md',
  ...readdirSync(new URL('docs/', root))
    .filter((name) => /^(start|reliability|coming-from-.+)\.md$/.test(name))
    .map((name) => `docs/${name}`),
  ...readdirSync(new URL('docs/guide/', root))
    // Those of the generator: what it generates imports the runtime.
    .filter((name) => !/^(your-own-api|writing-an-emitter|releasing|generator-.*)\.md$/.test(name))
    .map((name) => `docs/guide/${name}`),
];

test.for(pages)('%s imports what an install of the facade gives, or says what else to install', (page) => {
  const text = readFileSync(new URL(page, root), 'utf8');
  const installed = new Set([...text.matchAll(/npm install ([^`\n]+)/g)].flatMap(([, list = '']) => list.split(/\s+/)));
  const wrong: string[] = [];
  for (const [, list = '', specifier = ''] of text.matchAll(
    /^import (?:type )?\{([^}]*)\} from '(@influxkit\/[^']+)';/gm,
  )) {
    const [, name = '', subpath = ''] = /^(@influxkit\/[^/]+)\/?(.*)$/.exec(specifier) ?? [];
    if (name !== '@influxkit/influxdb') {
      if (!installed.has(name)) wrong.push(specifier);
      continue;
    }
    const { exported } = namesOf(subpath);
    for (const one of list.split(',')) {
      const imported = one
        .trim()
        .replace(/^type /, '')
        .replace(/ as .*$/, '');
      if (imported !== '' && !exported.has(imported)) wrong.push(`${imported} from ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('there are pages and imports to look at', () => {
  expect(pages.length).toBeGreaterThan(15);
  const text = pages.map((page) => readFileSync(new URL(page, root), 'utf8')).join('\n');
  expect([...text.matchAll(/from '@influxkit\/influxdb/g)].length).toBeGreaterThan(50);
});
