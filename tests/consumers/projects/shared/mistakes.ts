// What a compiler has to refuse: where it does not, types have become `any` on their way to the consumer.
import { tokenAuth } from '@influxkit/influxdb/auth';
import { InfluxDB } from '@influxkit/influxdb/oss-v2';
import { defineMeasurement } from '@influxkit/line-protocol';
import { createOssV2 } from '@influxkit/oss-v2';
import { paginate } from '@influxkit/pagination';
import { createWriter } from '@influxkit/write';

const api = createOssV2({ baseUrl: '', auth: tokenAuth('a-token') });
const weather = defineMeasurement('weather', { tags: ['station'], fields: { temperature: 'float' } });

export const mistakes = async (): Promise<void> => {
  // @ts-expect-error: no such parameter
  await api.buckets.list({ limits: 1 });
  // @ts-expect-error: a bucket has an organization
  await api.buckets.create({ name: 'b', retentionRules: [] });
  const { buckets } = await api.buckets.list();
  // @ts-expect-error: buckets may be absent
  buckets.length;
  // @ts-expect-error: no such property
  buckets?.[0]?.title;
  // @ts-expect-error: names are text
  for await (const bucket of paginate(api.buckets.list)) bucket.name satisfies number;
  // @ts-expect-error: a health check does not page
  paginate(api.health);
  // @ts-expect-error: neither a bucket nor a database
  createWriter(api, { precision: 's' });
  // @ts-expect-error: a temperature is a number
  weather.toLine({ station: 'a', temperature: 'warm' });
  const influx = new InfluxDB({ url: '' });
  // @ts-expect-error: oss-v2 has no scripts
  influx.api.scripts;
  const result = await api.buckets.get('0000000000000001').result();
  // @ts-expect-error: data is there where all went well
  result.data;
  if (result.ok) result.data.name satisfies string;
};
