// What a fake InfluxDB 3 Core keeps: databases, tables with their columns and rows, caches, triggers and tokens.
import { createHash, randomBytes } from 'node:crypto';
import { type FieldKind, type Line, type Point, showPoint } from './lines.js';

/** Why a request fails. */
export class Refusal extends Error {
  readonly status: number;
  /** Whether a page of another origin may read it. */
  readonly isReadable: boolean;

  constructor(status: number, message: string, isReadable = false) {
    super(message);
    this.status = status;
    this.isReadable = isReadable;
  }
}

export type ColumnKind = 'tag' | 'time' | FieldKind;
export type Row = Readonly<Record<string, string | number | bigint | boolean>>;

export class Table {
  readonly columns: Map<string, ColumnKind> = new Map();
  readonly rows: Row[] = [];
  readonly lastCaches: Set<string> = new Set();
  readonly distinctCaches: Set<string> = new Set();
  isDeleted = false;

  constructor() {
    this.columns.set('time', 'time');
  }
}

export class Database {
  readonly tables: Map<string, Table> = new Map();
  readonly triggers: Map<string, { isEnabled: boolean }> = new Map();
  isDeleted = false;
}

/** A token as it was made; of itself only its hash is kept, and for `regenerate` its id. */
export interface Token {
  readonly id: number;
  readonly name: string;
  readonly token: string;
  readonly hash: string;
  readonly created_at: string;
  readonly expiry: string | null;
}

/** Databases that Core allows, `_internal` not counted. */
const MOST_DATABASES = 5;
/** Columns of a table beside `time`. */
const MOST_COLUMNS = 500;

const EXISTS = 'attempted to create a resource that already exists';
const notFound = (name: string): Refusal => new Refusal(404, `the requested resource was not found: ${name}`);

/** What became of the lines of a write. */
export interface Written {
  /** The lines that were stored. */
  readonly stored: readonly Line[];
  readonly errors: readonly LineFailure[];
}

export interface LineFailure {
  readonly error_message: string;
  readonly line_number: number;
  readonly original_line: string;
  /** Whether a limit is reached, and not that the line is wrong. */
  readonly isLimit: boolean;
}

export type Precision = 'auto' | 'second' | 'millisecond' | 'microsecond' | 'nanosecond';

export class Catalog {
  readonly databases: Map<string, Database> = new Map();
  readonly tokens: Map<string, Token> = new Map();
  #sequence = 0;
  #nextToken = 0;

  /** A database that is there and not deleted. */
  database(name: string): Database {
    const found = this.databases.get(name);
    if (found === undefined || found.isDeleted) throw notFound(name);
    return found;
  }

  createDatabase(name: string): Database {
    checkDatabaseName(name);
    const found = this.databases.get(name);
    if (found?.isDeleted)
      throw new Refusal(
        400,
        JSON.stringify({ error: `cannot write to soft-deleted database '${name}' - it is marked for deletion` }),
      );
    if (found !== undefined) throw new Refusal(409, EXISTS);
    const others = [...this.databases.values()].filter(({ isDeleted }) => !isDeleted).length;
    if (others >= MOST_DATABASES)
      throw new Refusal(
        422,
        JSON.stringify({ error: `Adding a new database would exceed limit of ${MOST_DATABASES} databases` }),
      );
    const database = new Database();
    this.databases.set(name, database);
    return database;
  }

  deleteDatabase(name: string): void {
    if (name === '_internal') throw new Refusal(500, 'cannot delete internal db');
    const database = this.database(name);
    this.databases.delete(name);
    database.isDeleted = true;
    this.databases.set(`${name}-${new Date().toISOString().replace(/[-:]|\..*$/g, '')}`, database);
  }

  createTable(db: string, table: string, tags: readonly string[], fields: readonly [string, FieldKind][]): void {
    const database = this.databases.get(db) ?? this.createDatabase(db);
    if (this.#live(database, table) !== undefined) throw new Refusal(409, EXISTS);
    const made = new Table();
    for (const tag of tags) made.columns.set(tag, 'tag');
    for (const [name, kind] of fields) made.columns.set(name, kind);
    database.tables.set(table, made);
  }

  table(db: string, name: string): Table {
    const table = this.#live(this.database(db), name);
    if (table === undefined) throw new Refusal(404, `Table ${name} not in DB schema for ${db}`);
    return table;
  }

  #live(database: Database, name: string): Table | undefined {
    const table = database.tables.get(name);
    return table?.isDeleted ? undefined : table;
  }

  /** A batch of the catalog, as the creation of a cache responds with it. */
  batch(db: string, op: object): object {
    const names = [...this.databases.keys()];
    const time_ns = Date.now() * 1_000_000;
    return {
      catalog_batch: { Database: { time_ns, database_id: names.indexOf(db) + 1, database_name: db, ops: [op] } },
      sequence_number: ++this.#sequence,
    };
  }

  createToken(name: string, expirySeconds?: number): Token {
    if (this.tokens.has(name)) throw new Refusal(409, `token name already exists, ${name}`);
    return this.#keep(this.#nextToken++, name, new Date(), expirySeconds);
  }

  regenerateAdmin(): Token {
    const old = this.tokens.get('_admin');
    if (old === undefined) throw notFound('_admin');
    return this.#keep(old.id, old.name, new Date(old.created_at));
  }

  deleteToken(name: string): void {
    if (name === '_admin') throw new Refusal(405, 'cannot delete operator token');
    if (!this.tokens.delete(name)) throw notFound(name);
  }

  isToken(token: string): boolean {
    return [...this.tokens.values()].some((one) => one.token === token);
  }

  #keep(id: number, name: string, created: Date, expirySeconds?: number): Token {
    const token = `apiv3_${randomBytes(48).toString('base64url')}`;
    const expiry = expirySeconds === undefined ? null : new Date(Date.now() + expirySeconds * 1000).toISOString();
    const hash = createHash('sha512').update(token).digest('hex');
    const made: Token = { id, name, token, hash, created_at: created.toISOString(), expiry };
    this.tokens.set(name, made);
    return made;
  }

  /**
   * Stores lines as Core does: each that can be, or, unless partial writes are accepted, all or none.
   *
   * @param body for the texts that come with errors, which are taken from its physical lines
   */
  write(
    db: string,
    lines: readonly Line[],
    body: string,
    { precision, acceptPartial }: { readonly precision: Precision; readonly acceptPartial: boolean },
  ): Written {
    const database = this.databases.get(db) ?? this.createDatabase(db);
    if (database.isDeleted)
      throw new Refusal(
        400,
        JSON.stringify({ error: `cannot write to soft-deleted database '${db}' - it is marked for deletion` }),
      );
    const physical = body.split(/\r?\n/);
    const errors: LineFailure[] = [];
    const added: { line: Line; table: string; columns: Map<string, ColumnKind>; row: Row }[] = [];
    const schemas = new Map<string, Map<string, ColumnKind>>();
    const now = BigInt(Date.now()) * 1_000_000n;
    for (const line of lines) {
      const fail = (message: string, text: string, isLimit = false): void => {
        errors.push({ error_message: message, line_number: line.number, original_line: cut(text), isLimit });
      };
      const { point } = line;
      if (point === undefined) {
        fail(line.error ?? '', physical[line.number - 1] ?? '');
        continue;
      }
      const { measurement } = point;
      const columns = new Map(
        schemas.get(measurement) ?? this.#live(database, measurement)?.columns ?? [['time', 'time'] as const],
      );
      const problem = addColumns(point, columns);
      if (problem !== undefined) {
        fail(problem, showPoint(point), problem.startsWith('Update'));
        continue;
      }
      const time = point.time === undefined ? now : nanoseconds(point.time, precision);
      if (time === undefined) {
        const [first = '', ...others] = precision;
        fail(
          `timestamp, ${point.time}, out of range for precision: ${first.toUpperCase()}${others.join('')}`,
          showPoint(point),
        );
        continue;
      }
      schemas.set(measurement, columns);
      const values = [...point.tags, ...point.fields.map(([key, , value]) => [key, value] as const)];
      added.push({ line, table: measurement, columns, row: { ...Object.fromEntries(values), time } });
    }
    if (errors.length > 0 && !acceptPartial) return { stored: [], errors: errors.slice(0, 1) };
    for (const { table: name, row } of added) {
      let table = this.#live(database, name);
      if (table === undefined) {
        table = new Table();
        database.tables.set(name, table);
      }
      for (const [key, kind] of schemas.get(name) ?? []) table.columns.set(key, kind);
      table.rows.push(row);
    }
    return { stored: added.map(({ line }) => line), errors };
  }
}

/** @throws Refusal for a name that Core does not take */
function checkDatabaseName(name: string): void {
  const problem = (): string | undefined => {
    if (name === '') return 'db name cannot be empty';
    if (!/^[a-z\d]/i.test(name)) return 'db name did not start with a number or letter';
    if (name.length > 511) return 'db name too long: max 511';
    if (/[^\w/-]/.test(name))
      return 'invalid character in database or rp name: must be ASCII, containing only letters, numbers, underscores, or hyphens';
    if (/\/.*\/|\/$/.test(name))
      return "db name with invalid retention policy, if providing a retention policy name, must be of form '<db_name>/<rp_name>'";
    return undefined;
  };
  const error = problem();
  if (error !== undefined) throw new Refusal(400, JSON.stringify({ error }));
}

const columnType = (kind: ColumnKind): string =>
  kind === 'tag'
    ? 'iox::column_type::tag'
    : kind === 'time'
      ? 'iox::column_type::timestamp'
      : `iox::column_type::field::${kind}`;

/** Adds the columns of a point; gives what is wrong with it instead. */
function addColumns({ tags, fields }: Point, columns: Map<string, ColumnKind>): string | undefined {
  const seen = new Set<string>();
  for (const [key, kind] of [...tags.map(([tag]) => [tag, 'tag'] as const), ...fields]) {
    const known = columns.get(key);
    if (known !== undefined && known !== kind)
      return `invalid column type for column '${key}', expected ${columnType(known)}, got ${columnType(kind)}`;
    if (kind !== 'tag' && seen.has(key)) return `invalid line protocol - multiple instances of '${key}' field found`;
    seen.add(key);
    columns.set(key, kind);
    if (columns.size - 1 > MOST_COLUMNS)
      return `Update to schema would exceed number of columns per table limit of ${MOST_COLUMNS} columns`;
  }
  return undefined;
}

const UNITS = { second: 1_000_000_000n, millisecond: 1_000_000n, microsecond: 1000n, nanosecond: 1n } as const;

/** A time in nanoseconds; undefined where it does not fit. Each line has its own unit where none is said. */
function nanoseconds(time: bigint, precision: Precision): bigint | undefined {
  const size = time < 0n ? -time : time;
  const unit =
    precision !== 'auto'
      ? precision
      : size < 5_000_000_000n
        ? 'second'
        : size < 5_000_000_000_000n
          ? 'millisecond'
          : size < 5_000_000_000_000_000n
            ? 'microsecond'
            : 'nanosecond';
  const value = time * UNITS[unit];
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** The first 20 bytes, which end no character in its middle. */
const cut = (text: string): string => {
  const bytes = Buffer.from(text).subarray(0, 20);
  return bytes.toString().replace(/\ufffd+$/, '');
};
