import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { influxkit, influxkitWith, type Outcome } from './command-line.js';
import { edited, parks } from './contracts.js';

let folder: string;
const run = (...args: string[]): Promise<Outcome> => influxkit(folder, 'diff', ...args, '--no-types');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diff-'));
  const put = (name: string, content: unknown): void => writeFileSync(join(folder, name), JSON.stringify(content));
  put('old.json', parks());
  put(
    'new.json',
    edited((document) => document.paths['/parks'].get.parameters.shift()),
  );
  put(
    'more.json',
    edited((document) => document.paths['/parks'].get.parameters.push({ name: 'q', in: 'query', schema: {} })),
  );
  put(
    'many.json',
    edited((document) => {
      for (let index = 0; index < 200; index += 1) document.paths[`/many/${index}`] = document.paths['/parks'];
    }),
  );
  put('names.config.json', {
    products: [{ name: 'city', input: 'new.json', output: 'out', names: { listParks: 'city.parks' } }],
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('influxkit diff', () => {
  test('prints what changed and ends well', async () => {
    expect(await run('old.json', 'new.json')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^Severity: major/),
    });
  });

  test('says what it does in one line of a terminal, and clears it', async () => {
    const onTerminal = (...args: string[]): Promise<Outcome> =>
      influxkitWith({ isTerminal: true }, folder, 'diff', ...args, '--no-types');
    const { err } = await onTerminal('old.json', 'new.json');
    expect(err.split('\r\u001b[K')).toEqual([
      '',
      'reading the old contract',
      'reading the new contract',
      expect.stringMatching(/^comparing the operations of \d+ paths$/),
      '',
    ]);
    const failed = await onTerminal('old.json', 'gone.json');
    expect(failed.err.split('\r\u001b[K').at(-1)).toContain('gone.json');
  });

  test('says into a log what it does where that takes long', async () => {
    expect((await run('old.json', 'many.json')).err).toMatch(/^comparing the operations of \d+ paths\n$/);
  });

  test.each([
    ['new.json', 'major', 1],
    ['new.json', 'minor', 1],
    ['more.json', 'major', 0],
    ['more.json', 'minor', 1],
    ['old.json', 'patch', 0],
  ])('of %s fails on %s with code %i', async (file, severity, code) => {
    expect((await run('old.json', file, '--fail-on', severity)).code).toBe(code);
  });

  test.each([
    ['json', /^\{\n {2}"changes"/],
    ['markdown', /^\*\*Severity: major/],
  ])('prints %s', async (format, want) => {
    expect((await run('old.json', 'new.json', '--format', format)).out).toMatch(want);
  });

  test('names methods as the configured product does, which a contract can be named by', async () => {
    const { out } = await run('old.json', 'city', '--config', 'names.config.json');
    expect(out).toContain('city.parks (GET /parks)');
    expect((await run('old.json', 'more.json', '--config', 'names.config.json', '--product', 'city')).out).toContain(
      'city.parks',
    );
  });

  test('asks the compiler, unless an option says not to', async () => {
    expect((await influxkit(folder, 'diff', 'old.json', 'new.json')).out).toContain('1 of them break');
    expect((await run('old.json', 'new.json')).out).toContain('Types were not compared.');
  });

  test.each([
    ['one contract alone', ['old.json'], /Two contracts are needed/],
    [
      'a format that is none',
      ['old.json', 'new.json', '--format', 'xml'],
      /--format is "xml"; it takes text, json, markdown/,
    ],
    [
      'a severity that is none',
      ['old.json', 'new.json', '--fail-on', 'all'],
      /--fail-on is "all"; it takes major, minor, patch/,
    ],
    [
      'an unknown product',
      ['old.json', 'new.json', '--product', 'x', '--config', 'names.config.json'],
      /no product "x" in the configuration. There is: city/,
    ],
  ])('%s is called wrongly', async (_, args, message) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  test('a contract that cannot be read is reported with its name', async () => {
    expect(await run('old.json', 'gone.json')).toMatchObject({ code: 1, err: expect.stringContaining('gone.json') });
  });
});
