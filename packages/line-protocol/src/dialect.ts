import { describeChoice } from '@influxkit/internal/message';

/**
 * Which server reads the lines:
 * - `v1`: InfluxDB 1.x. No unsigned integers; precisions down to hours.
 * - `v2`: InfluxDB OSS 2.x and Cloud v2.
 * - `v3`: Cloud Serverless and InfluxDB 3. A backslash is escaped; no tab and no NUL in names and tag values.
 */
export type Dialect = 'v1' | 'v2' | 'v3';

/** Unit of the timestamps on the wire. `m` and `h` are known to 1.x alone. */
export type Precision = 'ns' | 'us' | 'ms' | 's' | 'm' | 'h';

/** The parts of a line that are names or tag values. */
export type NamePart = 'measurement' | 'tag key' | 'tag value' | 'field key';

/**
 * What a character below U+0080 means in a name; 0 for a plain one. The first of these also counts the backslashes before it.
 */
export const ESCAPED = 1;
export const NEWLINE = 2;
const BACKSLASH = 3;
export const FORBIDDEN = 4;

/** Limits, in bytes. Sources: 1.x and 2.x `models`, the v3 write path. */
const SERIES_KEY_LIMIT = 65535;
const STRING_LIMIT = 1048576;
const V3_COMPONENT_LIMIT = 65536;

/** What one dialect makes of names and values. */
export interface Rules {
  readonly dialect: Dialect;
  /** Character classes of a tag value, a tag key and a field key. */
  readonly key: Uint8Array;
  /** Character classes of a measurement, where `=` is plain. */
  readonly measurement: Uint8Array;
  /** v3 reads `\\` in a name as one backslash; the others as two. */
  readonly doublesBackslash: boolean;
  readonly unsigned: boolean;
  readonly seriesKeyLimit: number;
  readonly componentLimit: number;
  readonly stringLimit: number;
  readonly reservedTags: ReadonlySet<string>;
  readonly precisions: readonly Precision[];
}

function classes(escaped: string, dialect: Dialect): Uint8Array {
  const table = new Uint8Array(128);
  for (const char of escaped) table[char.charCodeAt(0)] = ESCAPED;
  table[10] = NEWLINE;
  table[92] = BACKSLASH;
  if (dialect === 'v3') {
    table[0] = FORBIDDEN;
    table[9] = FORBIDDEN;
  }
  return table;
}

function makeRules(dialect: Dialect): Rules {
  const v3 = dialect === 'v3';
  return {
    dialect,
    key: classes(',= ', dialect),
    measurement: classes(', ', dialect),
    doublesBackslash: v3,
    unsigned: dialect !== 'v1',
    seriesKeyLimit: v3 ? Number.POSITIVE_INFINITY : SERIES_KEY_LIMIT,
    componentLimit: v3 ? V3_COMPONENT_LIMIT : Number.POSITIVE_INFINITY,
    stringLimit: v3 ? V3_COMPONENT_LIMIT : STRING_LIMIT,
    reservedTags: new Set(dialect === 'v2' ? ['time', '_field', '_measurement'] : ['time']),
    precisions: dialect === 'v1' ? ['ns', 'us', 'ms', 's', 'm', 'h'] : ['ns', 'us', 'ms', 's'],
  };
}

const made: Partial<Record<Dialect, Rules>> = {};

/** The rules of a dialect. @throws TypeError for another name */
export function rulesOf(dialect: Dialect): Rules {
  const known = made[dialect];
  if (known !== undefined && Object.hasOwn(made, dialect)) return known;
  if (dialect !== 'v1' && dialect !== 'v2' && dialect !== 'v3') {
    throw new TypeError(`dialect: must be 'v1', 'v2' or 'v3', got ${describeChoice(dialect)}`);
  }
  const rules = makeRules(dialect);
  made[dialect] = rules;
  return rules;
}

/** Checks that the servers of a dialect know a precision. @throws TypeError if they do not */
export function checkPrecision(precision: Precision, rules: Rules): void {
  if (rules.precisions.includes(precision)) return;
  const names = rules.precisions.map((name) => `'${name}'`).join(', ');
  throw new TypeError(
    `precision: must be one of ${names} for dialect ${rules.dialect}, got ${describeChoice(precision)}`,
  );
}
