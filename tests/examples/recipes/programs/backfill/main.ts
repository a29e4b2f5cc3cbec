import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { BatchError, defineMeasurement, InfluxDB, PartialWriteError } from '@influxkit/influxdb/core';

const [file = 'readings.csv'] = process.argv.slice(2);
const deadLetters = createWriteStream(`${file}.rejected`);
let rejected = 0;
const reject = (text: string, reason: string): void => {
  rejected++;
  deadLetters.write(`# ${reason.replaceAll('\n', ' ')}\n${text}\n`);
};

const reading = defineMeasurement('reading', { tags: ['sensor'], fields: { celsius: 'float', battery: 'int?' } });

/** A point for each record that is one; the others are rejected here. */
async function* points() {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let isHead = true;
  for await (const line of lines) {
    if (isHead || line === '') {
      isHead = false;
      continue;
    }
    const [time = '', sensor = '', celsius = '', battery = ''] = line.split(',');
    const timestamp = new Date(time);
    if (sensor === '' || celsius === '' || Number.isNaN(timestamp.getTime()) || Number.isNaN(Number(celsius)))
      reject(line, 'a record is time,sensor,celsius,battery');
    else
      yield reading.point({
        sensor,
        celsius: Number(celsius),
        ...(battery !== '' && { battery: Number(battery) }),
        time: timestamp,
      });
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
  .writeAll(points(), {
    onProgress: ({ written, rate }) => process.stderr.write(`\r${written} written, ${Math.round(rate)}/s `),
  })
  .catch(() => writer.stats());
await writer.closeSettled();
await new Promise((resolve) => deadLetters.end(resolve));
console.log(`${written} written, ${rejected} rejected: see ${file}.rejected`);
process.exitCode = rejected === 0 ? 0 : 1;
