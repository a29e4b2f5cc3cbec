import { inspect } from 'node:util';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { noteCases } from '../../../tests/tools/src/cases.js';
import { createWriter, NotStoredError, type RetryReport, type WriteError } from '../src/index.js';
import { withoutValues } from '../src/without-values.js';
import { connectionError, type FakeHandler, FakeServer, json } from './support/fake-server.js';
import { fakeStores, Store } from './support/fake-stores.js';

const SECRETS = ['hunter2', 'Main Street 5', '4711.25', 'kunde-99'];
const POINTS = [
  'm,who=kunde-99 bad=1,pass="hunter2",street="Main Street 5" 1',
  'm,who=kunde-99 conflict=4711.25,pass="hunter2" 2',
  'm,who=kunde-99 v=4711.25,street="Main Street 5" 3',
];

let cases = 0;
afterAll(() => noteCases('values', 'errors, printed in every way', cases));

/** All that a program might log of an error. */
function shown(error: unknown): string {
  const parts = [String(error), inspect(error, { depth: 10 }), JSON.stringify(error), `${(error as Error).stack}`];
  return parts.join('\n');
}

async function errorsOf(handler: FakeHandler, points: unknown[] = POINTS) {
  const errors: unknown[] = [];
  const retries: RetryReport[] = [];
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const writer = createWriter(new FakeServer(handler).api, {
    bucket: 'b',
    gzip: false,
    retry: { retries: 1, minDelay: 1 },
    onError: (error: WriteError) => errors.push(error),
    onRetry: (report) => retries.push(report),
  });
  for (const point of points) {
    try {
      writer.write(point as string);
    } catch (error) {
      errors.push(error);
    }
  }
  errors.push(await writer.close().catch((error: unknown) => error));
  warn.mockRestore();
  return { errors, retries };
}

function expectNoValues(errors: unknown[]): void {
  expect(errors.length).toBeGreaterThan(1);
  cases += errors.length;
  for (const error of errors) for (const secret of SECRETS) expect(shown(error)).not.toContain(secret);
}

describe('no value of a point is shown by an error', () => {
  it.each(Object.keys(fakeStores))('of %s, which quotes what it rejects', async (name) => {
    const store = new Store();
    const { errors } = await errorsOf((request) => fakeStores[name]?.(request, store) ?? { status: 500 });
    expectNoValues(errors);
    // who asks for the lines gets them
    const error = errors.at(-1) as NotStoredError;
    expect(error).toBeInstanceOf(NotStoredError);
    expect(JSON.stringify(error.errors.map((one) => (one as never as { rejected: unknown }).rejected))).toContain(
      'hunter2',
    );
  });

  it.each<[string, FakeHandler]>([
    ['400 that quotes the whole body', ({ text }) => json(400, { message: `what is this? ${text}` })],
    ['400 that quotes a value', () => json(400, { message: 'invalid value \'hunter2\' for column "v", and 4711.25' })],
    ['400 that quotes a line and cuts it', ({ text }) => json(400, { error: `unable to parse '${text.slice(0, 40)}` })],
    ['503 that quotes a line', ({ lines }) => json(503, { message: `timeout at ${lines[0]}` })],
    ...[
      'Could not parse entire line. Found trailing content: `x-hunter2 1`',
      'Unable to parse integer value `4711.25`',
      'Unable to parse timestamp value `4711.25`',
      'Tag set malformed: could not find equals sign in `kunde-99 v=1 8`',
      'Expected tag value, got ` pass="hunter2",street="Main Street 5" `8` 8`',
      'Expected at least one space character, got `\tkunde-99=1 1`',
    ].map((reason): [string, FakeHandler] => [
      `InfluxDB 3: ${reason.split('`')[0]}`,
      ({ lines }) =>
        json(400, {
          error: 'partial write of line protocol occurred',
          data: lines.map((line, index) => ({
            error_message: reason,
            line_number: index + 1,
            original_line: line.slice(0, 20),
          })),
        }),
    ]),
    ['404', () => json(404, { message: 'bucket "b" not found' })],
    [
      'a connection that breaks',
      () => {
        throw connectionError();
      },
    ],
  ])('%s', async (_, handler) => {
    const { errors, retries } = await errorsOf(handler);
    expectNoValues(errors);
    for (const secret of SECRETS) expect(inspect(retries)).not.toContain(secret);
  });

  it('invalid points and lines', async () => {
    const { errors } = await errorsOf(
      () => json(404, {}),
      [
        'm street="Main Street 5',
        'm,who=kunde-99 pass=hunter2\\',
        { measurement: 'm', tags: { who: 'kunde-99\n' }, fields: { street: 'Main Street 5' } },
        { measurement: 'm', fields: { pass: 'hunter2\ud800' } },
        'm v=4711.25',
      ],
    );
    expectNoValues(errors);
  });
});

describe('what servers say', () => {
  it('a line as short as a word is taken out where it is quoted, and the message stays one', () => {
    const message = "unable to parse line 1: from a measurement on, 'm a' has no fields";
    expect(withoutValues(message, ['m', 'm a'])).toBe(
      "unable to parse line 1: from a measurement on, '…' has no fields",
    );
    expect(withoutValues('pw="abcd" is not of m', ['m pw="abcd"'])).toBe('pw=… is not of m');
  });

  it.each([
    [
      'field type conflict: input field "conflict" on measurement "m" is type float, already exists as type integer dropped=1',
    ],
    ['bucket "b" not found'],
    ['partial write: points beyond retention policy dropped=3'],
  ])('stays as it is where it has no value: %s', (message) => {
    expect(withoutValues(message, POINTS)).toBe(message);
  });
});
