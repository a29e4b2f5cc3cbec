import { type QueryApi, InfluxDB as Theirs, type WriteApi } from '@influxdata/influxdb-client';
import { InfluxDB as Ours } from '@influxkit/influxdb/oss-v2';
import type { Writer } from '@influxkit/write';
import { expect } from 'vitest';
import { type Recorded, type RecordedResponse, startRecorder } from './recorder.js';

export const org = 'acme & co';
export const bucket = 'co2/total';

export const theirClient = (url: string): Theirs => new Theirs({ url, token: 'a-token' });
export const ourClient = (url: string): Ours => new Ours({ url, token: 'a-token', org });

/** What both have to agree on: where a request goes, as whom, and what is in it. */
const essence = ({ method, path, query, headers, body }: Recorded) => ({
  method,
  path,
  query,
  authorization: headers.authorization,
  body: body.trimEnd().split('\n'),
});

/** Has both write to a server that takes everything, and compares what it got. */
export async function sameWrite(
  theirs: (writeApi: WriteApi, client: Theirs) => unknown,
  ours: (writer: Writer, client: Ours) => unknown,
): Promise<string[]> {
  await using recorder = await startRecorder();
  const client = theirClient(recorder.url);
  const writeApi = client.getWriteApi(org, bucket, 'ms');
  await theirs(writeApi, client);
  await writeApi.close();
  const wanted = recorder.take().map(essence);

  const influx = ourClient(recorder.url);
  const writer = influx.writer(bucket, { precision: 'ms' });
  await ours(writer, influx);
  const { errors } = await writer.closeSettled();
  expect(errors).toEqual([]);
  const got = recorder.take().map(essence);
  expect(got).toEqual(wanted);
  return got.flatMap(({ body }) => body);
}

/** Annotated CSV with every type that both have. */
export const csv = [
  '#datatype,string,long,dateTime:RFC3339,double,long,boolean,string,duration',
  '#group,false,false,false,false,false,false,true,false',
  '#default,_result,,,,,,,',
  ',result,table,_time,_value,count,ok,host,took',
  ',,0,2024-02-29T00:00:00Z,1.5,3,true,"a, ""b""",1h20m',
  ',,0,2024-02-29T00:00:01.5Z,-0.25,-7,false,"a, ""b""",1s',
  ',,1,2024-02-29T00:00:02Z,+Inf,0,true,ü 🙂,0s',
  '',
  '',
].join('\r\n');

export const csvResponse = (body: string = csv): RecordedResponse => ({
  status: 200,
  headers: { 'content-type': 'text/csv; charset=utf-8' },
  body,
});

/** Has both query a server that gives the same response, and compares what they asked for; what each made of it. */
export async function sameQuery<TheirResult, OurResult>(
  theirs: (queryApi: QueryApi, client: Theirs) => Promise<TheirResult>,
  ours: (client: Ours) => Promise<OurResult>,
  response: RecordedResponse = csvResponse(),
): Promise<{ theirs: TheirResult; ours: OurResult; asked: Record<string, unknown>; request: Recorded }> {
  await using recorder = await startRecorder(() => response);
  const question = ({ method, path, query, headers, body }: Recorded) => {
    const { query: flux, type, now } = JSON.parse(body) as Record<string, unknown>;
    return { method, path, query, authorization: headers.authorization, flux, type, now };
  };
  const client = theirClient(recorder.url);
  const wanted = { result: await theirs(client.getQueryApi(org), client), requests: recorder.take() };
  const got = { result: await ours(ourClient(recorder.url)), requests: recorder.take() };
  expect(got.requests.map(question)).toEqual(wanted.requests.map(question));
  const [request] = got.requests;
  if (request === undefined) throw new Error('no request came');
  return { theirs: wanted.result, ours: got.result, asked: question(request), request };
}
