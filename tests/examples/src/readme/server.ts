import {
  type Contract,
  type Influxd,
  loadContract,
  type Product,
  readContract,
  type SampleResponse,
  startContractServer,
  startFakeInfluxDB3,
} from '@influxkit/test-tools';
import pets from './pets.json' with { type: 'json' };
import shop from './shop.json' with { type: 'json' };

/** A server for an example. */
export interface ExampleServer extends AsyncDisposable {
  readonly url: string;
  /** How many requests the contract has allowed; undefined where nobody counts. */
  readonly requests: (() => number) | undefined;
}

/** A query's response that has what the examples read. */
const csv = [
  '#datatype,string,long,dateTime:RFC3339,double,string,string',
  '#group,false,false,false,false,true,true',
  '#default,_result,,,,,',
  ',result,table,_time,_value,_measurement,host',
  ',,0,2024-02-29T00:00:00Z,9855,total_co2,a',
  '',
  '',
].join('\r\n');

/** A made-up link to a next page leads anywhere: the page of a list is its only one. */
function lastPage(response: SampleResponse): SampleResponse | undefined {
  if (response.mediaType !== 'application/json') return undefined;
  const body = JSON.parse(response.bytes.toString()) as { links?: { next?: string } } | null;
  if (body?.links?.next === undefined) return undefined;
  delete body.links.next;
  return { ...response, bytes: Buffer.from(JSON.stringify(body)) };
}

function contractOf(code: string): Contract {
  if (code.includes('./generated/')) return readContract(pets);
  if (code.includes('./shop/')) return readContract(shop);
  if (code.includes('invokeScript(')) return loadContract('cloud-v2');
  const version3 = /@influxkit\/influxdb3\/(core|enterprise|cloud|management|data)'/.exec(code)?.[1];
  if (version3 !== undefined) return loadContract(`influxdb3-${version3}` as Product);
  const product = /@influxkit\/(?:influxdb\/)?(oss-v2|cloud-v2|cloud-serverless)'/.exec(code)?.[1] ?? 'oss-v2';
  return loadContract(product as Product);
}

/** Whether an example is for InfluxDB 1.x: it names a database, and is not for InfluxDB 3, which has databases too. */
export const isForV1 = (code: string): boolean =>
  /\bdb: '/.test(code) && !/@influxkit\/(?:influxdb3\/|influxdb\/core)/.test(code);

/** Whether an example is for SQL, or for InfluxDB 3 otherwise. */
const isForV3 = (code: string): boolean => /\bsql`|@influxkit\/sql|createWriter\(\w+, \{ database: /.test(code);

/** A fake InfluxDB 3 in which every query has a row of a motor. */
const fakeV3 = async (): Promise<ExampleServer> => {
  const columns = { time: 'Timestamp(ns)', line: 'Dictionary(Int32, Utf8)', rpm: 'Float64' };
  const lines = ['{"time":"2024-02-29T00:00:00","line":"A","rpm":1480.5}'];
  const server = await startFakeInfluxDB3({ recorded: false, query: () => ({ columns, lines }) });
  return { url: server.url, requests: () => server.requests.length, [Symbol.asyncDispose]: server.stop };
};

/** InfluxDB 1.x where an example names a database, otherwise a server that holds each request against the contract. */
export async function serverFor(code: string, influxd: Influxd | undefined): Promise<ExampleServer> {
  if (isForV1(code)) {
    if (influxd === undefined) throw new Error('an example needs an influxd 1.x, and there is none');
    for (const [, db] of code.matchAll(/\bdb: '([^']+)'/g)) await influxd.query(`CREATE DATABASE "${db}"`);
    return { url: influxd.url, requests: undefined, [Symbol.asyncDispose]: async () => {} };
  }
  if (isForV3(code)) return fakeV3();
  let count = 0;
  const server = await startContractServer(contractOf(code), {
    respond: ({ path, response }) => {
      count++;
      return /\/(query|invoke)$/.test(path) ? { ...response, bytes: Buffer.from(csv) } : lastPage(response);
    },
  });
  return { url: server.url, requests: () => count, [Symbol.asyncDispose]: () => server.stop() };
}
