/** Functions of InfluxQL that SQL has under another name. */
const FUNCTIONS: Readonly<Record<string, string>> = { mean: 'avg' };

const UNITS: Readonly<Record<string, string>> = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days' };

const SELECT =
  /^\s*select\s+(.+?)\s+from\s+("[^"]+"|\w+)(?:\s+where\s+(.+?))?(?:\s+group\s+by\s+(.+?))?(?:\s+order\s+by\s+time(\s+desc)?)?(?:\s+limit\s+(\d+))?\s*;?\s*$/is;

const quoted = (name: string): string => (/^".*"$/.test(name) ? name : `"${name}"`);

/**
 * One SELECT of InfluxQL as SQL: columns, functions of one column, WHERE, GROUP BY of time and tags, ORDER BY time, LIMIT. What
 * tests ask for, and no more: intervals without points stay out, as with `fill(none)`. Undefined for anything else.
 */
export function influxqlToSql(query: string): string | undefined {
  const [, columns, measurement = '', where, groups, descending, limit] = SELECT.exec(query) ?? [];
  if (columns === undefined) return undefined;
  const fields: string[] = [];
  const sources: string[] = [];
  for (const column of columns.split(',')) {
    const [, name = '', argument, alias] =
      /^\s*("[^"]+"|\w+)(?:\(\s*("[^"]+"|\w+)\s*\))?(?:\s+as\s+("[^"]+"|\w+))?\s*$/is.exec(column) ?? [];
    if (name === '') return undefined;
    const value =
      argument === undefined ? quoted(name) : `${FUNCTIONS[name.toLowerCase()] ?? name}(${quoted(argument)})`;
    fields.push(`${value} AS ${quoted(alias ?? name)}`);
    sources.push(quoted(argument ?? name));
  }
  let time = 'time';
  const tags: string[] = [];
  for (const group of groups?.split(/,(?![^(]*\))/) ?? []) {
    const [, count, unit] = /^\s*time\((\d+)([smhd])\)\s*$/i.exec(group) ?? [];
    if (unit !== undefined) time = `date_bin(INTERVAL '${count} ${UNITS[unit.toLowerCase()]}', time)`;
    else tags.push(quoted(group.trim()));
  }
  const name = measurement.replaceAll('"', '');
  const isAggregate = fields.some((field) => field.includes('('));
  const at = isAggregate && time === 'time' ? 'to_timestamp_nanos(0)' : time;
  const selected = [`'${name}' AS "iox::measurement"`, `${at} AS time`, ...tags, ...fields];
  // a number is a time in nanoseconds; rows that have none of the fields are no points
  const bounds = where?.replace(/\btime\s*([<>=]+)\s*(\d+)/gi, 'time $1 to_timestamp_nanos($2)');
  const conditions = [
    ...(bounds === undefined ? [] : [`(${bounds})`]),
    `(${sources.map((one) => `${one} IS NOT NULL`).join(' OR ')})`,
  ];
  const by = isAggregate ? [...(time === 'time' ? [] : [time]), ...tags] : [];
  return [
    `SELECT ${selected.join(', ')} FROM "${name}" WHERE ${conditions.join(' AND ')}`,
    ...(by.length > 0 ? [`GROUP BY ${by.join(', ')}`] : []),
    `ORDER BY ${[...tags, `2${descending === undefined ? '' : ' DESC'}`].join(', ')}`,
    ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
  ].join(' ');
}
