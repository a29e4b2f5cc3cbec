/** An response and what is known of it. */
export interface CsvResponse {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly rows: number;
}

const encode = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join('\r\n'));

const START = Date.UTC(2020, 0, 1);

/** Times as Go writes them: digits of a fraction only where there are any. */
const time = (index: number): string => new Date(START + index * 10_000).toISOString().replace('.000Z', 'Z');

/** Values as a meter gives them, every third one a mean with all the digits of a double. */
const value = (index: number): string => {
  const raw = Math.abs(Math.sin(index * 12.9898)) * 100;
  return index % 3 === 0 ? String(raw) : raw.toFixed(2);
};

/** What `from |> range |> filter` gives: one field, several tags, tables of so many rows. */
export const fluxShape = (rows: number, rowsPerTable: number): CsvResponse => {
  const lines = [
    '#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string,string',
    '#group,false,false,true,true,false,false,true,true,true,true',
    '#default,_result,,,,,,,,,',
    ',result,table,_start,_stop,_time,_value,_field,_measurement,cpu,host',
  ];
  for (let i = 0; i < rows; i += 1) {
    const table = Math.floor(i / rowsPerTable);
    lines.push(
      `,,${table},2020-01-01T00:00:00Z,2020-02-01T00:00:00Z,${time(i % rowsPerTable)},${value(i)},usage_user,cpu,cpu-total,host-${table}.example.com`,
    );
  }
  return { title: `Flux shape, ${rowsPerTable} rows a table`, bytes: encode([...lines, '', '']), rows };
};

/** What `pivot` gives: a time and many fields a row; `integers` makes every other one a long. */
export const wideShape = (rows: number, fields: number): CsvResponse => {
  const labels = Array.from({ length: fields }, (_, i) => `field_${i}`);
  const lines = [
    `#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,string,string${',double'.repeat(fields)}`,
    `#group,false,false,true,true,false,true,true${',false'.repeat(fields)}`,
    `#default,_result,,,,,,${','.repeat(fields)}`,
    `,result,table,_start,_stop,_time,_measurement,host,${labels.join(',')}`,
  ];
  for (let i = 0; i < rows; i += 1) {
    const values = labels.map((_, field) => value(i * fields + field)).join(',');
    lines.push(`,,0,2020-01-01T00:00:00Z,2020-02-01T00:00:00Z,${time(i)},cpu,host-1,${values}`);
  }
  return { title: `Wide, ${fields} fields a row`, bytes: encode([...lines, '', '']), rows };
};

/** Strings that differ from row to row, every tenth of them quoted, some of them not ASCII. */
export const stringShape = (rows: number): CsvResponse => {
  const lines = [
    '#datatype,string,long,dateTime:RFC3339,string,string,long',
    '#group,false,false,false,false,true,false',
    '#default,_result,,,,,',
    ',result,table,_time,message,host,code',
  ];
  for (let i = 0; i < rows; i += 1) {
    const message =
      i % 10 === 0 ? `"failed: ""${i}"", retried"` : i % 10 === 5 ? `naïve café ${i}` : `request ${i} served`;
    lines.push(`,,0,${time(i)},${message},host-1,${i * 7919}`);
  }
  return { title: 'Log lines, quoted and not ASCII in part', bytes: encode([...lines, '', '']), rows };
};

const HEADER = {
  double: ['double', 'false', ''],
  long: ['long', 'false', ''],
  string: ['string', 'true', ''],
  time: ['dateTime:RFC3339', 'false', ''],
  bound: ['dateTime:RFC3339', 'true', ''],
} as const;

/** The annotation rows and the header of a table with these columns beside `result` and `table`. */
const headerBlock = (
  columns: readonly (readonly [label: string, kind: keyof typeof HEADER])[],
  result: string,
): string[] => [
  `#datatype,string,long,${columns.map(([, kind]) => HEADER[kind][0]).join()}`,
  `#group,false,false,${columns.map(([, kind]) => HEADER[kind][1]).join()}`,
  `#default,${result},,${columns.map(([, kind]) => HEADER[kind][2]).join()}`,
  `,result,table,${columns.map(([label]) => label).join()}`,
];

const SERIES = [
  ['_start', 'bound'],
  ['_stop', 'bound'],
  ['_time', 'time'],
] as const;

/** What `last()` or `mean()` per series gives: one row a table, under one header. */
export const oneRowTables = (tables: number): CsvResponse => {
  const { bytes } = fluxShape(tables, 1);
  return { title: 'One row a table', bytes, rows: tables };
};

/** What servers send whose tables change type in turn, and what several `yield`s give: a header block a table. */
export const headerBlocks = (tables: number): CsvResponse => {
  const lines: string[] = [];
  for (let i = 0; i < tables; i += 1) {
    const kind = i % 2 === 0 ? 'double' : 'long';
    const shown = kind === 'double' ? value(i) : String(i * 7919);
    lines.push(
      ...headerBlock(
        [...SERIES, ['_value', kind], ['_field', 'string'], ['_measurement', 'string'], ['host', 'string']],
        '_result',
      ),
      `,,${i},2020-01-01T00:00:00Z,2020-02-01T00:00:00Z,${time(i)},${shown},usage_${kind},cpu,host-${i >> 1}.example.com`,
      '',
    );
  }
  return { title: 'A header block a table, types in turn', bytes: encode([...lines, '']), rows: tables };
};

/** Tables of which each has columns of its own: tags that no other series has. */
export const newSchemas = (tables: number): CsvResponse => {
  const lines: string[] = [];
  for (let i = 0; i < tables; i += 1) {
    lines.push(
      ...headerBlock(
        [...SERIES, ['_value', 'double'], ['_field', 'string'], ['_measurement', 'string'], [`tag_${i}`, 'string']],
        '_result',
      ),
      `,,${i},2020-01-01T00:00:00Z,2020-02-01T00:00:00Z,${time(i)},${value(i)},usage,cpu,host-${i}.example.com`,
      '',
    );
  }
  return { title: 'A new schema a table', bytes: encode([...lines, '']), rows: tables };
};

/** The pieces in which a network brings bytes. */
export const pieces = (bytes: Uint8Array, size = 65_536): Uint8Array[] => {
  const cut: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) cut.push(bytes.subarray(at, at + size));
  return cut;
};
