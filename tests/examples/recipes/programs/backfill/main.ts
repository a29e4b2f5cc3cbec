import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { BatchError, defineMeasurement, encodePoint, InfluxDB, PartialWriteError } from '@influxkit/influxdb/core';

const [file = 'readings.csv'] = process.argv.slice(2);
const deadLetters = createWriteStream(`${file}.rejected`);
let rejected = 0;
const reject = (text: string, reason: string): void => {
  rejected++;
  deadLetters.write(`# ${reason.replaceAll('\n', ' ')}\n${text}\n`);
};

const reading = defineMeasurement('reading', { tags: ['sensor'], fields: { celsius: 'float', battery: 'int?' } });

/** The line of a record. A number that is none, half an `int` and the year 3000 throw. */
function lineOf(record: string): string {
  const [time = '', sensor = '', celsius = '', battery = ''] = record.split(',');
  if (time === '' || sensor === '' || celsius === '') throw new Error('a record is time,sensor,celsius,battery');
  const point = reading.point({
    sensor,
    celsius: Number(celsius),
    ...(battery !== '' && { battery: Number(battery) }),
    time: new Date(time),
  });
  return encodePoint(point, { precision: 'ms', dialect: 'v3' });
}

/** A line for each record that has one; the others are rejected here, as they were read. */
async function* lines() {
  const records = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let isHead = true;
  for await (const record of records) {
    if (!isHead && record !== '') {
      let line: string;
      try {
        line = lineOf(record);
      } catch (error) {
        reject(record, error instanceof Error ? error.message : String(error));
        continue;
      }
      yield line;
    }
    isHead = false;
  }
}

const influx = InfluxDB.fromEnv();
const writer = influx.writer(undefined, {
  precision: 'ms',
  onError: (error) => {
    if (error instanceof PartialWriteError) for (const { text, reason } of error.rejected) reject(text, reason);
    else if (error instanceof BatchError) reject(new TextDecoder().decode(error.lineProtocol).trimEnd(), error.message);
    else console.error(error.message);
  },
});

const { written } = await writer
  .writeAll(lines(), {
    onProgress: ({ written, rate }) => process.stderr.write(`\r${written} written, ${Math.round(rate)}/s `),
  })
  .catch(() => writer.stats());
await writer.closeSettled();
process.stderr.write('\n');
await new Promise((resolve) => deadLetters.end(resolve));
console.log(`${written} written, ${rejected} rejected: see ${file}.rejected`);
process.exitCode = rejected === 0 ? 0 : 1;
