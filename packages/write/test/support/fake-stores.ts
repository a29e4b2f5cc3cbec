import type { WriteTarget } from '../../src/index.js';
import { type FakeRequest, type FakeResponse, json, STORED } from './fake-server.js';

/**
 * Fakes of the servers of the table "Write errors": each stores what that server stores of a batch, and says what it
 * says. A line with `bad` for a field is malformed, one with `conflict` has a field of the wrong type.
 */
export class Store {
  /** Each line once: writing a line again changes nothing. */
  readonly lines = new Set<string>();
  /** Lines that came again though they were stored. */
  again = 0;

  keep(lines: readonly string[]): void {
    for (const line of lines) {
      if (this.lines.has(line)) this.again++;
      this.lines.add(line);
    }
  }
}

const isMalformed = (line: string): boolean => / bad=/.test(line);
const isConflict = (line: string): boolean => /[ ,]conflict=/.test(line);

const unparsed = (lines: readonly string[]): string =>
  lines.map((line) => `unable to parse '${line}': invalid number`).join('\n');
const CONFLICT =
  'field type conflict: input field "conflict" on measurement "m" is type float, already exists as type integer';

export type FakeStore = (request: FakeRequest, store: Store) => FakeResponse;

export const fakeStores: Readonly<Record<string, FakeStore>> = {
  '1.x': ({ lines }, store) => {
    const malformed = lines.filter(isMalformed);
    const parsed = lines.filter((line) => !isMalformed(line));
    const conflicts = parsed.filter(isConflict);
    if (parsed.length === 0) return says(unparsed(malformed));
    store.keep(parsed.filter((line) => !isConflict(line)));
    if (conflicts.length > 0) return says(`partial write: ${CONFLICT} dropped=${conflicts.length}`);
    if (malformed.length > 0) return says(`partial write: ${unparsed(malformed)} dropped=0`);
    return STORED;

    function says(error: string): FakeResponse {
      return json(400, { error }, { 'x-influxdb-error': error.replaceAll('\n', ' ') });
    }
  },
  'OSS 2.x': (request, store) => oss(request, store, 422),
  'OSS 2.4': (request, store) => oss(request, store, 500),
  'Cloud v2': ({ lines }, store) => {
    const rejected = lines.filter((line) => isMalformed(line) || isConflict(line));
    if (rejected.length === 0) {
      store.keep(lines);
      return STORED;
    }
    const written = lines.filter((line) => !rejected.includes(line));
    store.keep(written);
    const message = rejected
      .map(
        (line) =>
          `unable to parse '${line}': schema: field type for field "conflict" not permitted by schema; got Float`,
      )
      .join('\n');
    return json(400, { code: 'invalid', message: `partial write error (${written.length} written): ${message}` });
  },
  'Cloud Serverless': (request, store) => serverless(request, store, 400),
  'Cloud Serverless, older': (request, store) => serverless(request, store, 201),
  'InfluxDB 3': core,
  'InfluxDB 3, all or nothing': core,
};

/** Where a writer writes to reach a fake. */
export const targetOf = (name: string): WriteTarget => {
  if (name === 'InfluxDB 3') return { database: 'd' };
  if (name.startsWith('InfluxDB 3')) return { database: 'd', acceptPartial: false };
  return name === '1.x' ? { db: 'd' } : { bucket: 'b' };
};

/** InfluxDB 3 Core, whichever of its three endpoints is asked. */
function core({ lines, path, query }: FakeRequest, store: Store): FakeResponse {
  const rejected = lines.flatMap((line, index) => {
    const reason = isMalformed(line)
      ? 'No fields were provided'
      : "invalid column type for column 'conflict', expected iox::column_type::field::integer, got iox::column_type::field::float";
    // the text is cut, and need not be that of the line
    const entry = { error_message: reason, line_number: index + 1, original_line: '# comment' };
    return isMalformed(line) || isConflict(line) ? [entry] : [];
  });
  const head = { 'cluster-uuid': '01890000-0000-7000-8000-000000000000' };
  const [first] = rejected;
  if (first === undefined) {
    store.keep(lines);
    return { ...STORED, headers: head };
  }
  const says = (body: unknown): FakeResponse => ({ status: 400, headers: head, body: JSON.stringify(body) });
  if (path === '/api/v2/write')
    return says({ code: 'invalid', message: `write buffer error: line protocol parse failed: ${first.error_message}` });
  if (path === '/write' || query['accept_partial'] === 'false')
    return says({ error: 'line protocol parsing error', data: first });
  store.keep(lines.filter((line) => !isMalformed(line) && !isConflict(line)));
  return says({ error: 'partial write of line protocol occurred', data: rejected });
}

function oss({ lines }: FakeRequest, store: Store, status: number): FakeResponse {
  const malformed = lines.filter(isMalformed);
  if (malformed.length > 0) return json(400, { code: 'invalid', message: unparsed(malformed) });
  const conflicts = lines.filter(isConflict);
  store.keep(lines.filter((line) => !isConflict(line)));
  if (conflicts.length === 0) return STORED;
  return json(
    status,
    {
      code: status === 422 ? 'unprocessable entity' : 'internal error',
      message: `failure writing points to database: partial write: ${CONFLICT} dropped=${conflicts.length}`,
    },
    { 'x-platform-error-code': status === 422 ? 'unprocessable entity' : 'internal error' },
  );
}

function serverless({ lines }: FakeRequest, store: Store, status: number): FakeResponse {
  const rejected = lines.flatMap((line, index) => (isMalformed(line) || isConflict(line) ? [index + 1] : []));
  store.keep(lines.filter((line) => !isMalformed(line) && !isConflict(line)));
  if (rejected.length === 0) return STORED;
  const listed = rejected
    .slice(0, 100)
    .map((line) => `error parsing line ${line} (1-based): Unable to parse float value`);
  return json(status, {
    code: 'invalid',
    line: rejected[0],
    message: `failed to parse line protocol: errors encountered on line(s):\n${listed.join('\n')}`,
  });
}
