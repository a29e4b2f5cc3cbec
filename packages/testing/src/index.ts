export { dropConnection } from './connection.js';
export type { FakeRequest } from './fake-request.js';
export {
  createFakeServer,
  type FakeServer,
  type FakeServerOptions,
  type RawHandler,
  type StartFakeServerOptions,
  startFakeServer,
} from './fake-server.js';
export type { FakeFault } from './faults.js';
export {
  createFakeInfluxDB,
  type FakeInfluxDB,
  type FakeInfluxDBOptions,
  type FakeInfluxQuery,
  type FakeInfluxResult,
  startFakeInfluxDB,
} from './influxdb/fake-influxdb.js';
export type { StoredPoint } from './influxdb/point-store.js';
export type { ColumnKind, Database as FakeDatabase, Row as FakeRow, Table as FakeTable } from './influxdb3/catalog.js';
export {
  createFakeInfluxDB3,
  type FakeInfluxDB3,
  type FakeInfluxDB3Options,
  type FakeSqlQuery,
  type FakeSqlResult,
  type QueryResponse,
  startFakeInfluxDB3,
} from './influxdb3/fake-influxdb3.js';
export type { FakeRoute } from './routes.js';
