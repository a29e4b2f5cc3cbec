// What `docs/reliability.md` says of what was tried: families of attacks, and for each part of one the least number of cases.
// The number is a floor, so that it stays true and as it is while tests come and go.

export const PAGE = 'docs/reliability.md';
const HEADING = '## What was tried\n';

/** What is attacked, how that ends, and the tests that say so. The tests count their cases themselves, by `noteCases`. */
export const FAMILIES = {
  contracts: [
    'A contract tries to become code',
    'It is generated without a parse error and without an identifier of the attack, or refused with a diagnostic. Importing what was generated changes nothing.',
    ['packages/generator/test/emit/hostile.test.ts', 'packages/generator/test/model/independence.test.ts'],
  ],
  documents: [
    'A contract reaches out, or is too much',
    'References outside of its folder and to the network are refused unless allowed. Alias bombs, deep nesting, cycles and megabytes end in seconds, with a diagnostic where they are refused.',
    ['packages/generator/test/load/hostile.test.ts', 'packages/generator/test/load/network.test.ts'],
  ],
  caller: [
    'A caller passes hostile values',
    'What would make another path, header or request is a `RequestError` that names the place and never the value; nothing is sent. Everything else arrives as it is.',
    [
      'tests/hostile/test/paths.test.ts',
      'tests/hostile/test/query-and-headers.test.ts',
      'packages/runtime/test/path.test.ts',
    ],
  ],
  responses: [
    'A server breaks the protocol',
    'A typed error within the timeout and in bounded memory, whichever way the response is used.',
    ['tests/hostile/test/responses.test.ts', 'packages/runtime/test/hostile.test.ts'],
  ],
  large: [
    'A response has no end',
    '`DecodeError` at `maxResponseSize` (128 MiB by default), at `maxTextBytes`, or where a single value is too long; streams are as long as their reader wants.',
    ['tests/hostile/test/large.test.ts'],
  ],
  patterns: [
    'A server sends what makes regular expressions run wild',
    'No call takes noticeably longer for it.',
    ['tests/hostile/test/patterns.test.ts'],
  ],
  redirects: [
    'A server redirects',
    'Followed for GET and HEAD within the origin, five times at most. Anything else is an `ApiError`: no credential and no body goes elsewhere, nor from https to http.',
    ['tests/hostile/test/redirects.test.ts', 'packages/runtime/test/redirect.test.ts'],
  ],
  pages: [
    'Links to the next page lead elsewhere or in a cycle',
    '`PageError`; nothing is sent to another server or list.',
    ['tests/hostile/test/pagination.test.ts', 'packages/pagination/test/paginate.test.ts'],
  ],
  'retry-after': [
    '`Retry-After` makes no sense',
    'No attempt of a call begins after `maxTime`, a writer waits no longer than the deadline of `close()`, and nothing hurries.',
    ['tests/hostile/test/retry-after.test.ts', 'packages/runtime/test/retry.test.ts'],
  ],
  secrets: [
    'A server or a platform gives credentials back',
    'They are blotted out of the error, its causes, its stack and all that printing shows, decoded and encoded. The data of a success are given as they are.',
    ['tests/hostile/test/echoes.test.ts', 'packages/auth/test/headers.test.ts'],
  ],
  'writer-responses': [
    'A server breaks the protocol towards the writer',
    'Every line is written or reported, once; `close()` ends at its deadline.',
    ['tests/hostile/test/writer.test.ts', 'tests/hostile/test/writer-influxdb3.test.ts'],
  ],
  writer: [
    'A network delays, drops, resets and cuts what is written, and responds with 413, 429, 5xx and pages',
    'Read back from the server, every point is exactly as it was written, or was reported with its reason. The memory of the writer stays under its bound, and its process in step with it.',
    ['tests/faults/test/faults.test.ts', 'packages/write/test/accounting.property.test.ts'],
  ],
  close: [
    'A writer is closed while nothing gets through',
    '`close()` waits for what is under way and for retries up to its deadline, and says what is not stored.',
    ['tests/faults/test/deadline.test.ts'],
  ],
  fleet: [
    'A fleet of writers, and a server that is down and comes back with limits',
    'No wave: what waited goes in full batches, a `Retry-After` that all got is spread, and every point is stored or reported. [Below](#a-fleet-and-an-outage).',
    ['packages/write/test/fleet.test.ts', 'packages/write/test/retry.test.ts'],
  ],
  spool: [
    'The process is killed with `kill -9`',
    'No point is lost that the durable spool had acknowledged, and two processes never hold one spool, in containers neither.',
    ['tests/faults/test/kill.test.ts', 'packages/write/test/spool-processes.test.ts'],
  ],
  'spool-damage': [
    'The disk changes, cuts or loses files of the spool',
    'Delivered and reported together are what was acknowledged; what cannot be read is kept.',
    ['packages/write/test/spool-damage.test.ts'],
  ],
  values: [
    'A server quotes what it rejects',
    'No message, no printed error and no JSON of one has a value of a point.',
    ['packages/write/test/values.test.ts'],
  ],
  'line-protocol': [
    'Points hold any string, any number and any time',
    'influxd 1.x stores and returns them equal, or the codec refuses them with the name of the tag or field. No string becomes a second line, tag or field.',
    [
      'packages/line-protocol/test/round-trip.test.ts',
      'packages/line-protocol/test/server/every-position.test.ts',
      'packages/line-protocol/test/server/influxd.test.ts',
    ],
  ],
  unrecognised: [
    'A response is not what it seems',
    'A page of a proxy, other JSON, an empty body or 204 under a status of success is an error that says what came, never an empty result. A response that was cut is known by its end.',
    ['packages/query/test/client/unrecognised.test.ts', 'packages/pagination/test/unrecognised.test.ts'],
  ],
  silent: [
    'A server goes silent after the head of a response',
    'A query ends with `TimeoutError` where no byte comes within its `timeout`, compressed or not, and its connection is closed; `idleTimeout` bounds later pauses.',
    ['packages/query/test/client/query.test.ts', 'packages/sql/test/client/client.test.ts'],
  ],
  'query-retries': [
    'A query fails before its first row',
    'Flux is sent again after 429, 503 and a refused connection, as `retry` says; after other failures the server may have run it, and only what is `idempotent` is sent again. SQL that ends without a row is sent once more. After a row nothing is.',
    ['packages/query/test/client/query.test.ts', 'packages/sql/test/client/client.test.ts'],
  ],
  proxies: [
    'A proxy stands in between',
    'In Node it is taken from the options or from `HTTP_PROXY` and `HTTPS_PROXY`, with a scheme or without, unless `NO_PROXY` says otherwise. It is asked for an address of http by its whole URL, for one of https and for Flight by CONNECT. An address that is none is refused, and no error has a password.',
    ['packages/runtime/test/node.test.ts', 'packages/sql/test/flight/proxy.test.ts'],
  ],
  'without-streams': [
    'A platform has a fetch without streams, as React Native has',
    'Responses are read whole, and the same comes of them. What is cut, empty or a page is an error there, too.',
    [
      'packages/query/test/client/without-streams.test.ts',
      'packages/runtime/test/without-streams.test.ts',
      'packages/write/test/without-streams.test.ts',
    ],
  ],
  'repeated-labels': [
    'Two columns have one label',
    'Columns of Flux keep both. Rows, and all of SQL, are an error that names the label and says what helps: no value takes the place of another.',
    [
      'packages/query/test/csv/responses.test.ts',
      'packages/sql/test/decode/values.test.ts',
      'packages/internal/test/repeated-name.test.ts',
    ],
  ],
  arrow: [
    'Arrow streams are damaged',
    'An `ArrowError`, or values; never another error, and never more memory than the bytes account for.',
    ['packages/arrow/test/malformed.test.ts'],
  ],
  flight: [
    'A server of Arrow Flight cuts, stalls, floods or lies',
    'Rows before the fault are given, then an error that says what came. Before the first rows a query whose connection or stream ended is sent again, after them never. Heads without end, messages that are compressed or too long, and a server that is silent to PING end the query; `timeout`, `idleTimeout` and a signal hold as over HTTP.',
    [
      'packages/sql/test/flight/faults.test.ts',
      'packages/sql/test/flight/session.test.ts',
      'packages/sql/test/flight/limits.test.ts',
    ],
  ],
  queries: [
    'Values try to become Flux or SQL; responses are cut anywhere',
    'A value stays a literal. However a response is cut, its rows are the same; one that breaks off is an error, never fewer rows.',
    [
      'packages/query/test/flux/literals.test.ts',
      'packages/query/test/csv/cuts.test.ts',
      'packages/query/test/influxql/decode.test.ts',
      'packages/sql/test/template/template.test.ts',
      'packages/sql/test/decode/cuts.test.ts',
      'packages/sql/test/decode/values.test.ts',
    ],
  ],
};

/** How often a part was tried, by `<family>\n<part>`. */
const keyOf = (family, part) => `${family}\n${part}`;
const shown = (key) => key.replace('\n', ', ');

/** A number of cases to its first digit, downward. */
export function floorOf(cases) {
  const unit = 10 ** Math.floor(Math.log10(Math.max(cases, 1)));
  return Math.floor(cases / unit) * unit;
}

/**
 * The floor that the page should have: its own as long as it is true and not far below what was tried.
 *
 * @param {number} cases what was tried
 * @param {number | undefined} written what the page says
 */
const keptFloor = (cases, written) =>
  written !== undefined && written <= cases && cases < written * 10 ? written : floorOf(cases);

/**
 * What the tests noted, as one map.
 *
 * @param {readonly { file: string, family: string, part: string, cases: number }[]} notes
 */
export function countsOf(notes) {
  const counts = new Map();
  for (const { file, family, part, cases } of notes) {
    if (!Object.hasOwn(FAMILIES, family))
      throw new Error(
        `${file}: is of the family "${family}", which scripts/reliability-page.mjs does not have: add it there, or remove the file if no test writes it any more`,
      );
    counts.set(keyOf(family, part), cases);
  }
  return counts;
}

/** What the page says: each family has a heading, and below it a table of what was tried. */
export function writtenFloors(text) {
  const floors = new Map();
  const families = new Map(Object.entries(FAMILIES).map(([family, [attack]]) => [attack, family]));
  let family;
  for (const [, attack, cases, part] of text.matchAll(/^(?:### (.+)|\| ([\d,]+) \| (.*?) \|)$/gm)) {
    if (attack !== undefined) family = families.get(attack);
    else if (family !== undefined) floors.set(keyOf(family, part), Number(cases.replaceAll(',', '')));
  }
  return floors;
}

/**
 * Where the page is not known to be true, or not as it would be written.
 *
 * @param {string} text the page
 * @param {ReadonlyMap<string, number>} counts what the tests noted
 * @returns {string[]}
 */
export function compared(text, counts) {
  const floors = writtenFloors(text);
  const problems = [];
  for (const [key, cases] of counts) {
    const floor = floors.get(key);
    if (floor === undefined) problems.push(`${PAGE}: ${shown(key)}: is not on the page; the tests tried ${cases}`);
    else if (cases < floor) problems.push(`${PAGE}: ${shown(key)}: says at least ${floor}, the tests tried ${cases}`);
  }
  if (text !== pageWith(text, floors))
    problems.push(`${PAGE}: what was tried is not as scripts/reliability-page.mjs would write it`);
  const untried = [...floors.keys()].filter((key) => !counts.has(key));
  return [
    ...problems,
    ...untried.map((key) => `${PAGE}: ${shown(key)}: is on the page, and no test has tried it here`),
  ];
}

/** The page with what the tests noted; parts that they did not note stay as they are. */
export function updated(text, counts) {
  const floors = writtenFloors(text);
  for (const [key, cases] of counts) floors.set(key, keptFloor(cases, floors.get(key)));
  return pageWith(text, floors);
}

/** The page with other sections between the heading and the next one. */
function pageWith(text, floors) {
  const start = text.indexOf(HEADING) + HEADING.length;
  const end = text.indexOf('\n## ', start);
  if (start < HEADING.length || end < 0) throw new Error(`${PAGE}: has no section "${HEADING.trim()}"`);
  return `${text.slice(0, start)}\n${sections(floors)}\n${text.slice(end)}`;
}

/** A section for each family: tables of five columns would have none wide enough to read. */
function sections(floors) {
  return Object.entries(FAMILIES)
    .map(([family, [attack, happens, tests]]) => {
      const links = tests.map((path) => `[${path.replace(/^.*\//, '').replace('.test.ts', '')}](../${path})`);
      const rows = [...floors]
        .filter(([key]) => key.startsWith(`${family}\n`))
        .sort()
        .map(([key, floor]) => `| ${floor.toLocaleString('en-US')} | ${key.slice(family.length + 1)} |`);
      return [
        `### ${attack}`,
        happens,
        ['| at least | of these cases |', '|--:|---|', ...rows].join('\n'),
        `Tests: ${links.join(', ')}`,
      ].join('\n\n');
    })
    .join('\n\n');
}
