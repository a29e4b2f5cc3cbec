// node bench/comparison.mjs: makes a client of one contract by each generator, compiles the same calls with each, sends them,
// and writes what came of it into the README of the generator.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { entries } from '../../scripts/entries.mjs';
import { generate, LIMIT_SECONDS } from './generation-clients.js';
import {
  benchFolder,
  cacheFolder,
  type Generator,
  generators,
  rootFolder,
  scriptOf,
} from './generation-competitors.js';

const contract = join(benchFolder, 'comparison/contract.yaml');

/** What was sent, as far as a case looks at it. */
interface Sent {
  readonly method: string;
  /** Below the server, decoded once. */
  readonly path: string;
  readonly query: string;
  readonly headers: Headers;
  readonly body: string;
}

interface Case {
  readonly title: string;
  /** Whether it went as the contract says. */
  holds(sent: readonly Sent[], result: unknown): boolean | Promise<boolean>;
}

const decoded = ({ query }: Sent): string => decodeURIComponent(query.replaceAll('+', ' '));
const typeOf = ({ headers }: Sent): string => headers.get('content-type')?.split(';')[0] ?? '';

async function bytesOf(value: unknown): Promise<string> {
  if (value instanceof Blob) return bytesOf(await value.arrayBuffer());
  const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('hex') : '';
}

const LABEL = Uint8Array.of(0x25, 0x50, 0x44, 0x46, 0xff, 0x00, 0x80);
const first = (sent: readonly Sent[]): Sent => sent[0] as Sent;

const CASES: Readonly<Record<string, Case>> = {
  arrays: { title: 'a query with an array', holds: (sent) => decoded(first(sent)) === 'status=draft&status=booked' },
  objects: { title: 'a query with a `deepObject`', holds: (sent) => decoded(first(sent)) === 'filter[country]=NO' },
  headers: {
    title: 'a header of an operation, typed',
    holds: (sent) => first(sent).headers.get('idempotency-key') === 'k1',
  },
  paths: { title: 'a path value with a space and `?`', holds: (sent) => first(sent).path === '/shipments/a%20b%3Fc' },
  mergePatch: {
    title: 'a body of `application/merge-patch+json`',
    holds: (sent) => typeOf(first(sent)) === 'application/merge-patch+json' && first(sent).body === '{"note":null}',
  },
  forms: {
    title: 'a body of `x-www-form-urlencoded`',
    holds: (sent) =>
      typeOf(first(sent)) === 'application/x-www-form-urlencoded' &&
      first(sent).body === 'grant_type=client_credentials&scope=read',
  },
  multipart: {
    title: 'an upload with a part of JSON (`encoding`)',
    holds: (sent) =>
      /name="meta"[^\r\n]*\r\nContent-Type: application\/json[^\r\n]*\r\n\r\n\{"pages":2\}\r\n/i.test(first(sent).body),
  },
  bytes: {
    title: 'bytes of a response',
    holds: async (_, result) => (await bytesOf(result)) === (await bytesOf(LABEL)),
  },
  text: { title: 'text of a response', holds: (_, result) => result === 'fine' },
  empty: { title: 'a response without a body', holds: (sent) => first(sent).method === 'DELETE' },
  problems: { title: 'the typed body of an error, of `problem+json`', holds: (_, result) => result === 'Gone' },
  events: { title: 'server-sent events, typed', holds: (_, result) => JSON.stringify(result) === '["1","2"]' },
  lines: { title: 'lines of `x-ndjson`, typed', holds: (_, result) => JSON.stringify(result) === '["1","2"]' },
  security: {
    title: 'each operation with the credentials that it asks for, and no others',
    holds: ([payment, health]) =>
      payment?.headers.get('x-api-key') === 'a-key' &&
      !payment.headers.has('authorization') &&
      health !== undefined &&
      !health.headers.has('x-api-key') &&
      !health.headers.has('authorization'),
  },
  retries: { title: 'a `GET` is sent again after a 503', holds: (sent) => sent.length === 2 },
  webhooks: { title: 'a type for the payload of a webhook', holds: () => true },
};

const MISTAKES: Readonly<Record<string, string>> = {
  missingHeader: 'a required header is left out',
  readOnly: 'a `readOnly` property is sent',
  writeOnly: 'a `writeOnly` property is read',
  unions: 'the wrong member of a union by its discriminator',
  enums: 'a value that an enum does not have',
};

const redocly: Generator = {
  name: 'Redocly CLI',
  packages: ['@redocly/cli'],
  makes: 'client',
  command: ({ file }, cwd) => ({
    script: scriptOf('@redocly/cli', 'redocly'),
    args: ['generate-client', file, '--output', 'generated/client.ts'],
    cwd,
  }),
};

const byName = (name: string): Generator => {
  const found = generators.find((generator) => generator.name === name);
  if (found === undefined) throw new Error(`there is no generator ${name}`);
  return found;
};

/** In the order of the columns, with the name of the file of their calls and the packages whose versions are told. */
const CONTENDERS: readonly {
  readonly consumer: string;
  readonly generator: Generator;
  readonly packages: readonly string[];
}[] = [
  { consumer: 'influxkit', generator: byName('influxkit'), packages: [] },
  {
    consumer: 'openapi-typescript',
    generator: byName('openapi-typescript'),
    packages: ['openapi-typescript', 'openapi-fetch'],
  },
  { consumer: 'hey-api', generator: byName('@hey-api/openapi-ts'), packages: ['@hey-api/openapi-ts'] },
  { consumer: 'orval', generator: byName('orval'), packages: ['orval'] },
  { consumer: 'kubb', generator: byName('kubb'), packages: ['@kubb/plugin-client'] },
  { consumer: 'redocly', generator: redocly, packages: ['@redocly/cli'] },
];

/** Errors of the compiler by the group and the name of the call they are in; those elsewhere by the file. */
interface Compiled {
  readonly wrong: ReadonlySet<string>;
  readonly generated: number;
  readonly elsewhere: readonly string[];
}

/** As strictly as our packages are compiled. */
function compile(file: string): Compiled {
  const { config } = ts.readConfigFile(join(rootFolder, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, rootFolder);
  const program = ts.createProgram([file], {
    ...options,
    isolatedDeclarations: false,
    declaration: false,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: ['node'],
  });
  const wrong = new Set<string>();
  const elsewhere: string[] = [];
  let generated = 0;
  for (const source of program.getSourceFiles()) {
    if (source.isDeclarationFile || source.fileName.includes('/packages/')) continue;
    for (const { start = 0, messageText } of [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]) {
      if (source.fileName !== file) generated++;
      else {
        const call = callAt(source, start);
        if (call !== undefined) wrong.add(call);
        else elsewhere.push(ts.flattenDiagnosticMessageText(messageText, '\n'));
      }
    }
  }
  return { wrong, generated, elsewhere };
}

/** Which call of a file of calls a place is in, as `cases.arrays`. */
function callAt(source: ts.SourceFile, place: number): string | undefined {
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || !ts.isObjectLiteralExpression(initializer)) continue;
      const property = initializer.properties.find((one) => one.getStart() <= place && place < one.getEnd());
      if (property?.name !== undefined) return `${name.getText()}.${property.name.getText()}`;
    }
  }
  return undefined;
}

type Calls = Readonly<Record<string, (() => Promise<unknown>) | undefined>>;

/** Bundles a file of calls with what was generated beside it, and loads it. */
async function load(file: string): Promise<{ readonly cases: Calls; readonly byHand?: Calls }> {
  const alias = Object.fromEntries(entries().map(({ name, source }) => [name, join(rootFolder, source)]));
  const outfile = file.replace(/\.ts$/, '.mjs');
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    alias,
    logLevel: 'error',
  });
  return (await import(outfile)) as { cases: Calls; byHand?: Calls };
}

/** What the call that is tried has sent so far. */
const sent: Sent[] = [];

/** The server of the contract, in place of the platform's `fetch`, which some keep as soon as they are loaded. */
globalThis.fetch = async (input, init) => {
  const request = new Request(input, { ...init, ...(init?.body !== undefined && { duplex: 'half' }) } as RequestInit);
  const { pathname, search } = new URL(request.url);
  const path = pathname.replace(/^\/v2(?=\/)/, '');
  const body = await request.text();
  sent.push({ method: request.method, path, query: search.slice(1), headers: request.headers, body });
  return respond(request.method, path, sent.length);
};

function respond(method: string, path: string, count: number): Response {
  const event = (id: string): string => JSON.stringify({ id, type: 'booked', at: '2026-01-01T00:00:00Z' });
  const of = (type: string, body: BodyInit): Response => new Response(body, { headers: { 'content-type': type } });
  if (method === 'DELETE') return new Response(null, { status: 204 });
  if (path === '/customers' && count === 1) return new Response('{}', { status: 503, headers: { 'retry-after': '0' } });
  if (path.endsWith('/label')) return of('application/pdf', LABEL);
  if (path === '/health') return of('text/plain', 'fine');
  if (path === '/events') return of('text/event-stream', `data: ${event('1')}\n\ndata: ${event('2')}\n\n`);
  if (path === '/events/export') return of('application/x-ndjson', `${event('1')}\n${event('2')}\n`);
  if (path === '/shipments/gone')
    return new Response('{"title":"Gone","status":404}', {
      status: 404,
      headers: { 'content-type': 'application/problem+json' },
    });
  return of('application/json', path === '/customers' ? '[]' : '{}');
}

/** Milliseconds for one call: one that tries for ever does not do what is asked. */
const CALL_LIMIT = 5000;

async function runCall(call: () => Promise<unknown>, { holds }: Case): Promise<boolean> {
  sent.length = 0;
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('it did not end')), CALL_LIMIT);
    });
    const result = await Promise.race([call(), late]).catch((error: unknown) => error);
    if (result instanceof Error && sent.length === 0) return false;
    return await holds(sent, result);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** The packages that what was generated and its calls import where they run. */
async function packagesAtRunTime(file: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    // Without the paths of the repository, which lead to sources.
    tsconfigRaw: '{}',
    format: 'esm',
    outdir: cacheFolder,
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  return [...new Set(imports.map((path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/')))].sort();
}

/** What came of one generator: a sign for each case and mistake. */
interface Outcome {
  readonly version: string;
  readonly packages: readonly string[];
  readonly errors: number;
  readonly signs: ReadonlyMap<string, string>;
}

const YES = '✓';
const BY_HAND = 'by hand';
const NO = '–';

async function tryOut({ consumer, generator, packages }: (typeof CONTENDERS)[number]): Promise<Outcome> {
  const folder = join(cacheFolder, 'comparison', consumer);
  await generate(generator, { file: contract }, folder, LIMIT_SECONDS);
  const file = join(folder, 'calls.ts');
  cpSync(join(benchFolder, 'comparison/consumers', `${consumer}.ts`), file);
  const { wrong, generated, elsewhere } = compile(file);
  if (elsewhere.length > 0) throw new Error(`${consumer}.ts does not compile: ${elsewhere.join('; ')}`);
  const { cases, byHand = {} } = await load(file);
  const signs = new Map<string, string>();
  for (const [name, one] of Object.entries(CASES)) {
    const works = async (group: string, call: (() => Promise<unknown>) | undefined): Promise<boolean> =>
      call !== undefined && !wrong.has(`${group}.${name}`) && (name === 'webhooks' || (await runCall(call, one)));
    const sign = (await works('cases', cases[name])) ? YES : (await works('byHand', byHand[name])) ? BY_HAND : NO;
    signs.set(name, sign);
  }
  for (const name of Object.keys(MISTAKES)) signs.set(name, wrong.has(`mistakes.${name}`) ? YES : NO);
  return {
    version: packages.map(versionOf).join(', '),
    packages: await packagesAtRunTime(file),
    errors: generated,
    signs,
  };
}

function versionOf(name: string): string {
  for (const folder of [benchFolder, rootFolder]) {
    try {
      const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as {
        version: string;
      };
      return `${name} ${version}`;
    } catch {
      // It is installed in the other folder.
    }
  }
  throw new Error(`${name} is not installed`);
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function tableOf(outcomes: readonly Outcome[]): string {
  const heads = ['', 'influxkit', 'openapi-typescript, openapi-fetch', 'hey-api', 'orval', 'kubb', 'Redocly'];
  const lineOf = (title: string, name: string): string =>
    row([title, ...outcomes.map(({ signs }) => signs.get(name) ?? NO)]);
  return [
    row(heads),
    `|${heads.map(() => '---|').join('')}`,
    ...Object.entries(CASES).map(([name, { title }]) => lineOf(title, name)),
    ...Object.entries(MISTAKES).map(([name, title]) => lineOf(`the compiler refuses: ${title}`, name)),
    row([
      'packages that it needs where it runs',
      ...outcomes.map(({ packages }) =>
        packages.length === 0 ? 'none' : packages.map((name) => `\`${name}\``).join(', '),
      ),
    ]),
    row(['errors of the strict compiler in what is generated', ...outcomes.map(({ errors }) => String(errors))]),
  ].join('\n');
}

mkdirSync(cacheFolder, { recursive: true });
rmSync(join(cacheFolder, 'comparison'), { recursive: true, force: true });
const outcomes: Outcome[] = [];
for (const contender of CONTENDERS) {
  outcomes.push(await tryOut(contender));
  console.log(
    `${contender.consumer}: ${[...(outcomes.at(-1)?.signs ?? [])].map(([name, sign]) => `${name} ${sign}`).join(', ')}`,
  );
}
writePart(
  'packages/generator/README.md',
  'comparison',
  `${tableOf(outcomes)}\n\n${outcomes
    .map(({ version }) => version)
    .filter((version) => version !== '')
    .join(', ')}.`,
);
writePart('docs/guide/from-openapi-typescript.md', 'calls', callsBeside('openapi-typescript'));
writePart('docs/guide/from-hey-api.md', 'calls', callsBeside('hey-api'));

/** Writes a part of a page, between the comments that say where it stands. */
function writePart(page: string, name: string, content: string): void {
  const file = join(rootFolder, page);
  const text = readFileSync(file, 'utf8');
  const start = `<!-- ${name}: node bench/comparison.mjs -->\n`;
  const end = `\n<!-- end of ${name} -->`;
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for: ${name}`);
  writeFileSync(file, `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`);
}

/** The calls of another generator beside ours, as they were compiled and sent. */
function callsBeside(consumer: string): string {
  const theirs = callsOf(consumer);
  const ours = callsOf('influxkit');
  const signs = outcomes[CONTENDERS.findIndex((contender) => contender.consumer === consumer)]?.signs;
  return Object.entries(CASES)
    .flatMap(([name, { title }]) => {
      const before = theirs.get(`byHand.${name}`) ?? theirs.get(`cases.${name}`);
      const after = ours.get(`cases.${name}`);
      // What the other cannot do has nothing above it.
      if (before === undefined || after === undefined || name === 'webhooks' || signs?.get(name) === NO) return [];
      return [
        `### ${title[0]?.toUpperCase()}${title.slice(1)}\n\n\`\`\`ts calls\n${before}\n\`\`\`\n\n\`\`\`ts calls\n${after}\n\`\`\``,
      ];
    })
    .join('\n\n');
}

/** The texts of the calls in a file of calls, by group and name. */
function callsOf(consumer: string): ReadonlyMap<string, string> {
  const file = join(benchFolder, 'comparison/consumers', `${consumer}.ts`);
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const found = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || !ts.isObjectLiteralExpression(initializer)) continue;
      for (const property of initializer.properties) {
        if (!ts.isPropertyAssignment(property) || !ts.isArrowFunction(property.initializer)) continue;
        found.set(`${name.getText()}.${property.name.getText()}`, statementsOf(property.initializer.body));
      }
    }
  }
  return found;
}

/** The body of a function as it would stand in a program of its own. */
function statementsOf(body: ts.ConciseBody): string {
  if (!ts.isBlock(body)) {
    // What begins in the middle of a line ends with the indentation of that line.
    const last = /^ *(?=\S.*$)/m.exec(body.getText().split('\n').at(-1) ?? '')?.[0] ?? '';
    const start = /^\(?await/.test(body.getText()) ? '' : 'await ';
    return `${start}${body.getText().replaceAll(`\n${last}`, '\n')};`;
  }
  const lines = body.getText().split('\n').slice(1, -1);
  const indent = /^ */.exec(lines[0] ?? '')?.[0] ?? '';
  return lines
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .filter((line) => !/^return \w+;$/.test(line))
    .join('\n');
}
