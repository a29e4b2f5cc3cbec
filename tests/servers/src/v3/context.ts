import { createCore, type Influxdb3Core } from '@influxkit/influxdb3/core';
import { ApiError } from '@influxkit/runtime';
import { createInfluxQL, createSql, type InfluxQL3Client, type SqlClient, type SqlTransport } from '@influxkit/sql';
import { flightTransport } from '@influxkit/sql/flight';
import { afterAll, beforeAll, describe, inject, type SuiteFactory } from 'vitest';
import { withBearer } from '../credentials.js';
import type { InfluxDB3 } from './server.js';

/** What tests of one server work with. */
export interface Context {
  readonly server: InfluxDB3;
  readonly api: Influxdb3Core;
  /** A database of its own, which goes with the tests. */
  readonly database: string;
  readonly sql: SqlClient;
}

/** A client of a server, with its token or another. */
export const connect = ({ url, token }: InfluxDB3, other: string | undefined = token): Influxdb3Core =>
  createCore({ baseUrl: url, timeout: 300_000, ...(other !== undefined && { auth: withBearer(other) }) });

let count = 0;

/** A name that no other test and no other run uses; letters, digits and underscores. */
export const unique = (what: string): string =>
  `influxkit_${what}_${Date.now().toString(36)}_${process.pid.toString(36)}_${(count++).toString(36)}`;

/**
 * Tests that run against each server that was found: one that the environment names, or the fakes. Databases are few (Core
 * allows five): a file uses one, in tables of each test's own.
 */
export function describeServers(what: string, tests: (context: Context) => void): void {
  describe.each(inject('influxdb3').map((server) => [server.description, server] as const))(
    `${what}: %s`,
    (_, server) => {
      const database = unique('db');
      const api = connect(server);
      beforeAll(async () => {
        if (server.hasConfiguration) await api.databases.create({ db: database });
      });
      afterAll(async () => {
        if (!server.hasConfiguration) return;
        await api.databases.delete({ db: database }).catch((error: unknown) => {
          if (!(error instanceof ApiError && error.status === 404)) throw error;
        });
      });
      tests({ server, api, database, sql: createSql(api, { database }) });
    },
  );
}

/** A way of queries to a server, and its clients. */
interface Way {
  readonly sql: SqlClient;
  readonly influxql: InfluxQL3Client;
  readonly transport: SqlTransport | undefined;
}

/** Tests of queries that run over HTTP, and over Flight where the server speaks it in their language. */
export function describeTransports(
  { server, api, database }: Context,
  language: 'sql' | 'influxql',
  tests: (way: Way) => void,
): void {
  const clients = (transport: SqlTransport | undefined): Way => ({
    sql: createSql(api, { database, transport }),
    influxql: createInfluxQL(api, { database, transport }),
    transport,
  });
  describe('over HTTP', () => tests(clients(undefined)));
  const { flightUrl, isReal } = server;
  const isSpoken = flightUrl !== undefined && (language === 'sql' || isReal);
  const missing = flightUrl === undefined ? 'the server does not speak it' : 'the engine behind the fake has SQL alone';
  describeWhere(isSpoken, 'over Flight', missing, () => {
    const transport = flightTransport(connect({ ...server, url: flightUrl ?? server.url }));
    // The engine behind a fake has the rows that were there when it was last asked over HTTP.
    beforeAll(async () => {
      if (!server.isReal) await createSql(api, { database }).toArray('SELECT 1');
    });
    afterAll(() => transport.close());
    tests(clients(transport));
  });
}

/** Tests of what only some servers do, with a word for why the others are skipped. */
export function describeWhere(isThere: boolean, what: string, missing: string, tests: SuiteFactory): void {
  describe.skipIf(!isThere)(isThere ? what : `${what} (skipped: ${missing})`, tests);
}

/** Tests of what this version was seen to do, and none has promised. */
export function describeCore310({ version, build }: InfluxDB3, what: string, tests: SuiteFactory): void {
  const isThere = build === 'Core' && version !== undefined && /^3\.10\./.test(version);
  describeWhere(isThere, `${what}, as Core 3.10 has it`, `this is ${build ?? 'InfluxDB 3'} ${version ?? ''}`, tests);
}
