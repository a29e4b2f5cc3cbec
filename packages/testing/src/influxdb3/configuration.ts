// The configuration API of a fake InfluxDB 3 Core.
import { type Catalog, type ColumnKind, Refusal, type Token } from './catalog.js';
import type { FieldKind } from './lines.js';

/** A request to the configuration API. */
export interface ConfigurationRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** A response of success. */
export interface Success {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
  /** Whether it comes in chunks. */
  readonly isStreamed?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ConfigurationOptions {
  /** Whether the server was started with authorization. */
  readonly authorizes: boolean;
  /** Whether it has a folder of plugins. */
  readonly plugins: boolean;
}

const EMPTY: Success = { status: 200, body: '' };
const NO_PLUGINS = 'Plugin error: Node not configured with plugin directory';
const EXISTS = 'attempted to create a resource that already exists';
const TYPES: Readonly<Record<string, FieldKind>> = {
  utf8: 'string',
  int64: 'integer',
  uint64: 'uinteger',
  float64: 'float',
  bool: 'boolean',
};

/** A JSON body, with complaints that say where. */
class Body {
  readonly #text: string;
  readonly #json: Readonly<Record<string, unknown>>;

  constructor({ body, contentType }: ConfigurationRequest) {
    if (contentType !== 'application/json')
      throw new Refusal(415, 'unacceptable content-type, expected: application/json');
    this.#text = body;
    try {
      this.#json = JSON.parse(body) as Readonly<Record<string, unknown>>;
    } catch {
      throw new Refusal(400, 'serde json error: key must be a string at line 1 column 2');
    }
  }

  get<Value>(name: string): Value | undefined {
    return (this.#json[name] ?? undefined) as Value | undefined;
  }

  need<Value>(name: string): Value {
    const value = this.get<Value>(name);
    if (value === undefined) throw this.wrong(`missing field \`${name}\``);
    return value;
  }

  /** @param at what the parser had read last; by default all of it */
  wrong(problem: string, at?: string): Refusal {
    const column = at === undefined ? this.#text.length : this.#text.indexOf(at) + at.length;
    return new Refusal(400, `serde json error: ${problem} at line 1 column ${column}`);
  }
}

const UNITS = 'ns|us|ms|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?|M|months?|y|years?';
const isDuration = (text: string): boolean => new RegExp(`^(?:\\s*\\d+\\s*(?:${UNITS}))+$`).test(text);

/** @returns undefined where the path is no such */
export function configure(
  request: ConfigurationRequest,
  catalog: Catalog,
  options: ConfigurationOptions,
): Success | undefined {
  const { method, path, query } = request;
  const need = (name: string): string => {
    const value = query[name];
    if (value === undefined) throw new Refusal(400, `serde error: missing field \`${name}\``);
    return value;
  };
  const name = path.slice('/api/v3/configure/'.length);
  if (name === 'token' || name.startsWith('token/'))
    return tokens(`${method} ${name}`, request, catalog, options, need);
  switch (`${method} ${name}`) {
    case 'GET database':
      return listDatabases(need('format'), query['show_deleted'] === 'true', catalog);
    case 'POST database': {
      const body = new Body(request);
      const db = body.need<string>('db');
      checkRetention(body);
      catalog.createDatabase(db);
      return EMPTY;
    }
    case 'PUT database': {
      const body = new Body(request);
      const db = body.need<string>('db');
      checkRetention(body);
      catalog.database(db);
      return EMPTY;
    }
    case 'DELETE database': {
      const db = need('db');
      const at = query['hard_delete_at'];
      if (at !== undefined && !['now', 'never', 'default'].includes(at) && Number.isNaN(Date.parse(at)))
        throw new Refusal(400, 'Cannot parse the timestamp: premature end of input');
      catalog.deleteDatabase(db);
      return EMPTY;
    }
    case 'POST database/retention_period':
      if (!isDuration(need('duration')))
        throw new Refusal(400, 'Cannot parse the given human time: expected number at 0');
      catalog.database(need('db'));
      return { status: 204 };
    case 'DELETE database/retention_period':
      catalog.database(need('db'));
      return { status: 204 };
    case 'POST table':
      return createTable(new Body(request), catalog);
    case 'DELETE table': {
      const table = catalog.table(need('db'), need('table'));
      table.isDeleted = true;
      return EMPTY;
    }
    case 'POST last_cache':
      return createLastCache(new Body(request), catalog);
    case 'POST distinct_cache':
      return createDistinctCache(new Body(request), catalog);
    case 'DELETE last_cache':
    case 'DELETE distinct_cache': {
      // with a query string the body is not read
      const body = Object.keys(query).length > 0 ? undefined : new Body(request);
      const given = (parameter: string): string => body?.need<string>(parameter) ?? need(parameter);
      const table = catalog.table(given('db'), given('table'));
      const caches = name === 'last_cache' ? table.lastCaches : table.distinctCaches;
      if (!caches.delete(given('name')))
        throw new Refusal(404, `the requested resource was not found: ${given('name')}`);
      return EMPTY;
    }
    case 'POST processing_engine_trigger':
      return createTrigger(new Body(request), catalog, options);
    case 'DELETE processing_engine_trigger':
    case 'POST processing_engine_trigger/enable':
    case 'POST processing_engine_trigger/disable': {
      const { triggers } = catalog.database(need('db'));
      const trigger = triggers.get(need('trigger_name'));
      if (trigger === undefined)
        throw new Refusal(404, `the requested resource was not found: ${need('trigger_name')}`);
      if (method === 'DELETE') {
        if (trigger.isEnabled && query['force'] !== 'true')
          throw new Refusal(500, `Plugin error: trigger ${need('trigger_name')} is running`);
        triggers.delete(need('trigger_name'));
      } else trigger.isEnabled = name.endsWith('enable');
      return EMPTY;
    }
    case 'POST plugin_environment/install_packages':
    case 'POST plugin_environment/install_requirements':
      new Body(request).need(name.endsWith('packages') ? 'packages' : 'requirements_location');
      if (options.plugins) return EMPTY;
      throw new Refusal(
        500,
        'Processing engine error: error installing python packages: Plugin environment management is disabled',
      );
    default:
      return undefined;
  }
}

/** What has to do with plugins outside of the configuration. */
export function plugins(request: ConfigurationRequest, options: ConfigurationOptions): Success | undefined {
  const { method, path } = request;
  if (/^(?:POST|PUT) \/api\/v3\/plugins\/(?:files|directory)$/.test(`${method} ${path}`)) {
    new Body(request).need('plugin_name');
    if (options.plugins) return EMPTY;
    throw new Refusal(500, 'Processing engine error: plugin error: No plugin directory configured');
  }
  if (/^POST \/api\/v3\/plugin_test\/(?:wal|schedule)$/.test(`${method} ${path}`)) {
    new Body(request).need('filename');
    if (!options.plugins) throw new Refusal(500, NO_PLUGINS);
    const dry = JSON.stringify({ log_lines: [], database_writes: {}, errors: [] });
    return { status: 200, type: 'application/json', body: dry };
  }
  return undefined;
}

function tokens(
  call: string,
  request: ConfigurationRequest,
  catalog: Catalog,
  { authorizes }: ConfigurationOptions,
  need: (name: string) => string,
): Success | undefined {
  if (!authorizes) throw new Refusal(405, 'endpoint disabled, started without auth');
  // no media type, though it is JSON
  const made = ({ id, name, token, hash, created_at, expiry }: Token): Success => ({
    status: 201,
    type: 'json',
    body: JSON.stringify({ id, name, token, hash, created_at, expiry }),
  });
  switch (call) {
    case 'POST token/admin':
      return made(catalog.createToken('_admin'));
    case 'POST token/admin/regenerate':
      return made(catalog.regenerateAdmin());
    case 'POST token/named_admin': {
      const body = new Body(request);
      return made(catalog.createToken(body.need<string>('token_name'), body.get<number>('expiry_secs')));
    }
    case 'DELETE token':
      catalog.deleteToken(need('token_name'));
      return EMPTY;
    default:
      return undefined;
  }
}

function checkRetention(body: Body): void {
  const period = body.get<string>('retention_period');
  if (period !== undefined && !isDuration(period))
    throw body.wrong(`invalid value: string "${period}", expected a duration`, JSON.stringify(period));
}

function listDatabases(format: string, showDeleted: boolean, catalog: Catalog): Success {
  const names = ['_internal', ...[...catalog.databases.keys()].sort()];
  const rows = names.flatMap((name) => {
    const deleted = catalog.databases.get(name)?.isDeleted ?? false;
    if (deleted && !showDeleted) return [];
    return [showDeleted ? { 'iox::database': name, deleted } : { 'iox::database': name }];
  });
  const keys = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => Object.values(row).map(String));
  switch (format) {
    case 'json':
      return { status: 200, type: 'application/json', body: JSON.stringify(rows), isStreamed: true };
    case 'jsonl':
    case 'json_lines': {
      const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      return { status: 200, type: 'application/jsonl', body, isStreamed: true };
    }
    case 'csv': {
      const body = [keys, ...lines].map((row) => `${row.join()}\n`).join('');
      return { status: 200, type: 'text/csv', body, isStreamed: true };
    }
    case 'pretty': {
      const widths = keys.map((_, column) => Math.max(...[keys, ...lines].map((row) => row[column]?.length ?? 0)));
      const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
      const show = (row: readonly string[]): string =>
        `|${row.map((cell, column) => ` ${cell.padEnd(widths[column] ?? 0)} `).join('|')}|`;
      const body = [rule, show(keys), rule, ...lines.map(show), rule].join('\n');
      return { status: 200, type: 'text/plain; charset=utf-8', body };
    }
    default:
      throw new Refusal(400, `serde error: unknown variant \`${format}\``);
  }
}

function createTable(body: Body, catalog: Catalog): Success {
  const [db, table] = [body.need<string>('db'), body.need<string>('table')];
  const tags = body.need<string[]>('tags');
  const fields = body.need<{ name: string; type: string }[]>('fields').map(({ name, type }): [string, FieldKind] => {
    const kind = TYPES[type];
    if (kind !== undefined) return [name, kind];
    const known = Object.keys(TYPES).map((one) => `\`${one}\``);
    throw body.wrong(`unknown variant \`${type}\`, expected one of ${known.join(', ')}`, JSON.stringify(type));
  });
  catalog.createTable(db, table, tags, fields);
  return EMPTY;
}

/** How the catalog names a column: by its kind, and its place among those of that kind. */
function columnId(columns: ReadonlyMap<string, ColumnKind>, name: string): object {
  const kind = columns.get(name);
  if (kind === undefined) throw new Refusal(400, `the requested column was not found: ${name}`);
  const same = [...columns].filter(([, one]) => (one === 'tag') === (kind === 'tag') && one !== 'time');
  const place = same.findIndex(([one]) => one === name);
  return kind === 'tag' ? { tag: place } : { field: [0, place] };
}

function createLastCache(body: Body, catalog: Catalog): Success {
  const [db, tableName] = [body.need<string>('db'), body.need<string>('table')];
  const count = body.get<number>('count') ?? 1;
  if (count < 1) {
    const refusal = body.wrong('last cache size must be greater than 0', `"count":${count}`);
    throw new Refusal(
      400,
      refusal.message.replace(/\d+$/, (column) => String(Number(column) + 1)),
    );
  }
  const table = catalog.table(db, tableName);
  const name = body.get<string>('name') ?? `${tableName}_tag_last_cache`;
  if (table.lastCaches.has(name)) throw new Refusal(409, EXISTS);
  const tags = [...table.columns].flatMap(([column, kind]) => (kind === 'tag' ? [column] : []));
  const keys = (body.get<string[]>('key_columns') ?? tags).map((column) => columnId(table.columns, column));
  const values = body.get<string[]>('value_columns');
  table.lastCaches.add(name);
  const op = {
    CreateLastCache: {
      table_id: tableId(catalog, db, tableName),
      table: tableName,
      id: table.lastCaches.size - 1,
      node_spec: 'all',
      name,
      key_columns: keys,
      value_columns:
        values === undefined
          ? { type: 'all_non_key_columns' }
          : { explicit: { columns: values.map((column) => columnId(table.columns, column)) } },
      count,
      ttl: body.get<number>('ttl') ?? 14_400,
    },
  };
  return { status: 201, type: 'application/json', body: JSON.stringify(catalog.batch(db, op)) };
}

function createDistinctCache(body: Body, catalog: Catalog): Success {
  const [db, tableName] = [body.need<string>('db'), body.need<string>('table')];
  const columns = body.need<string[]>('columns');
  const table = catalog.table(db, tableName);
  const name = body.get<string>('name') ?? `${tableName}_tag_distinct_cache`;
  if (table.distinctCaches.has(name)) throw new Refusal(409, EXISTS);
  if (columns.some((column) => !['tag', 'string'].includes(table.columns.get(column) ?? 'tag')))
    throw new Refusal(400, 'only tag and string columns are supported in the distinct cache');
  const column_ids = columns.map((column) => columnId(table.columns, column));
  table.distinctCaches.add(name);
  const op = {
    CreateDistinctCache: {
      table_id: tableId(catalog, db, tableName),
      table_name: tableName,
      node_spec: 'all',
      cache_id: table.distinctCaches.size - 1,
      cache_name: name,
      column_ids,
      max_cardinality: body.get<number>('max_cardinality') ?? 100_000,
      max_age_seconds: body.get<number>('max_age') ?? 86_400,
      source: { type: 'User' },
    },
  };
  return { status: 201, type: 'application/json', body: JSON.stringify(catalog.batch(db, op)) };
}

const tableId = (catalog: Catalog, db: string, table: string): number =>
  [...catalog.database(db).tables.keys()].indexOf(table);

/** With a field for seconds: cron's five are refused. */
const SPECIFICATION = /^(?:all_tables|table:.+|cron:(?:\S+ ){5,6}\S+|every:\d+(?:ms|s|m|h|d)|request:.+)$/;

function createTrigger(body: Body, catalog: Catalog, options: ConfigurationOptions): Success {
  const db = body.need<string>('db');
  body.need('plugin_filename');
  const name = body.need<string>('trigger_name');
  body.need('trigger_settings');
  const specification = body.need<string>('trigger_specification');
  const isDisabled = body.need<boolean>('disabled');
  if (!options.plugins) throw new Refusal(500, NO_PLUGINS);
  if (!SPECIFICATION.test(specification))
    throw new Refusal(500, `Plugin error: invalid trigger specification: ${specification}`);
  const { triggers } = catalog.database(db);
  if (triggers.has(name)) throw new Refusal(409, EXISTS);
  triggers.set(name, { isEnabled: !isDisabled });
  return EMPTY;
}
