export type { Certificate } from './certificate.js';
export { selfSignedCertificate } from './certificate.js';
export {
  type Contract,
  type ContractOperation,
  type ContractParameter,
  contractFile,
  isNode,
  loadContract,
  type Node,
  type Place,
  type Product,
  products,
  readContract,
} from './contract/document.js';
export { rewriteSchemas } from './contract/rewrite-schemas.js';
export { type SampleOptions, sample } from './contract/sample.js';
export { type SampleResponse, sampleResponse } from './contract/sample-response.js';
export { contractSchemas, type Direction, type Schemas } from './contract/schemas.js';
export {
  type ContractServer,
  type ContractServerOptions,
  type Exchange,
  startContractServer,
} from './contract/server.js';
export { type Influxd, type InfluxdOptions, type InfluxdResult, startInfluxd } from './influxd.js';
export { type DataFusion, startDataFusion } from './influxdb3/engine.js';
export { type FakeFlight, replayFlight, startFakeFlight } from './influxdb3/fake-flight.js';
export {
  type FakeInfluxDB3,
  type FakeSqlQuery,
  type FakeSqlResult,
  type SqlEngine,
  startFakeInfluxDB3,
} from './influxdb3/fake-server.js';
export { doGetMethod, flightData, ticketText } from './influxdb3/flight-bytes.js';
export { startMotors } from './influxdb3/motors.js';
export { bodyOf, type RecordedExchange, recordedExchange, recordedExchanges } from './influxdb3/recorded.js';
export { recordedFlight } from './influxdb3/recorded-flight.js';
export { type Listening, listen } from './listen.js';
export { type PlainRequest, type PlainResponse, plainRequest } from './plain-request.js';
export { freePort } from './ports.js';
export { findPython, type PythonServer, requirePython, startPythonServer } from './python.js';
export { findServer, requireServer, type ServerName } from './require-server.js';
export { type ExportedSeries, startVictoriaMetrics, type VictoriaMetrics } from './victoria-metrics.js';
