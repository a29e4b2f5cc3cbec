import { fileURLToPath } from 'node:url';
import { startFakeInfluxDB3 } from '@influxkit/testing';
import type { Writer } from '@influxkit/write';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BareResponse, bareFetch, reactNativeGlobals } from '../../../tools/src/without-streams.js';
import { programs, setEnvironment } from '../src/run-program.js';

const { waiting, listeners } = vi.hoisted(() => ({
  waiting: [] as Promise<unknown>[],
  listeners: [] as ((state: string) => void)[],
}));
// What these give inside of Next.js and of an app.
vi.mock('../programs/node_modules/next/server.js', () => ({
  NextResponse: Response,
  connection: async () => {},
  after: (task: () => Promise<unknown>) => waiting.push(task()),
}));
vi.mock('../programs/node_modules/react-native/index.js', () => ({
  AppState: { addEventListener: (_: string, listener: (state: string) => void) => listeners.push(listener) },
}));

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe('Next.js', () => {
  it('renders what is stored, for each request, and stores what a route takes after its response', async () => {
    await using server = await startFakeInfluxDB3();
    server.respondTo(/FROM motor/, {
      columns: { line: 'Utf8', rpm: 'Float64', time: 'Timestamp(Nanosecond, None)' },
      rows: [{ line: 'A', rpm: 1480.5, time: new Date('2026-01-01T00:00:00Z') }],
    });
    setEnvironment({ INFLUXDB3_HOST_URL: server.url, INFLUXDB3_AUTH_TOKEN: 't', INFLUXDB3_DATABASE_NAME: 'app' });
    const caches: unknown[] = [];
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      caches.push(init.cache);
      return fetch(url, init);
    });

    const { default: Motors } = await import('../programs/nextjs/app/motors/page.js');
    const page = (await Motors()) as unknown as {
      type: string;
      props: { children: { props: { children: unknown[] } }[] };
    };
    expect(page.type).toBe('ul');
    expect(page.props.children[0]?.props.children.join('')).toBe('A: 1480.5 rpm at 2026-01-01T00:00:00.000Z');

    const { POST } = await import('../programs/nextjs/app/api/readings/route.js');
    const post = (body: object) =>
      POST(new Request('http://app.test/api/readings', { method: 'POST', body: JSON.stringify(body) }) as never);
    expect((await post({ sensor: 'attic' })).status).toBe(400);
    expect((await post({ sensor: 'attic', celsius: 20.5 })).status).toBe(202);
    await Promise.all(waiting);
    expect(server.written.get('app')).toEqual([expect.stringMatching(/^temperature,sensor=attic celsius=20.5 \d+$/)]);
    expect(new Set(caches)).toEqual(new Set(['no-store']));
  });
});

describe('React Native', () => {
  it('sends before the app sleeps, with nothing that its platform lacks', async () => {
    const sent: { url: string; init: RequestInit }[] = [];
    const respond = (url: string, init: RequestInit): BareResponse => {
      sent.push({ url, init });
      return new BareResponse('', { status: 204 });
    };
    for (const [name, value] of Object.entries(reactNativeGlobals)) vi.stubGlobal(name, value);
    vi.stubGlobal('fetch', bareFetch(respond));
    // By its address: what it imports has types that would hold for all that is compiled.
    const { startReadings } = (await import(new URL('react-native/readings.ts', programs).href)) as {
      startReadings(url: string, token: () => Promise<string>): Writer;
    };
    const writer = startReadings('https://influx.test', async () => 'a-token');
    writer.write({ measurement: 'step', fields: { count: 7n }, timestamp: 1_767_225_600_000_000_000n });
    expect(sent).toEqual([]);
    for (const listener of listeners) listener('background');
    await writer.flush();
    expect(sent.map(({ url }) => url)).toEqual(['https://influx.test/api/v3/write_lp?db=phones&precision=nanosecond']);
    expect(new TextDecoder().decode(sent[0]?.init.body as Uint8Array)).toBe('step count=7i 1767225600000000000\n');
    expect(new Headers(sent[0]?.init.headers).get('authorization')).toBe('Bearer a-token');
    await writer.close();
  });

  it('has the types of React Native, which are not those of Node and browsers', () => {
    const { asWritten, wrong } = typeErrors((text) => text.replace("'background'", "'asleep'"));
    expect(asWritten).toEqual([]);
    expect(wrong).toHaveLength(1);
  });
});

/**
 * What the compiler says of the program for React Native, whose global types are of no use for what else is compiled, and of
 * the same with a mistake in it.
 */
function typeErrors(mistake: (text: string) => string): { readonly asWritten: string[]; readonly wrong: string[] } {
  const asWritten = fileURLToPath(new URL('react-native/readings.ts', programs));
  const wrong = fileURLToPath(new URL('react-native/wrong.ts', programs));
  const root = fileURLToPath(new URL('..', import.meta.url));
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [asWritten] }, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.fileExists = (name) => name === wrong || fileExists(name);
  host.readFile = (name) => (name === wrong ? mistake(readFile(asWritten) ?? '') : readFile(name));
  const program = ts.createProgram([asWritten, wrong], { ...options, types: [], noEmit: true }, host);
  const errorsOf = (file: string): string[] => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
    );
  };
  return { asWritten: errorsOf(asWritten), wrong: errorsOf(wrong) };
}
