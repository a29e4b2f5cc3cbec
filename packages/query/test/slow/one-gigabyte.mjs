// Reads a response of 1 GB row by row from a server on this machine and says how the heap fared:
//   npx tsdown && node test/slow/one-gigabyte.mjs [gigabytes]
// Not among the tests, for it takes a while; a smaller one of the same kind is. Fails if the heap grows.
import { Worker } from 'node:worker_threads';
import { createClient } from '@influxkit/runtime';
import { createQuery } from '../../dist/index.mjs';

const BYTES = Number(process.argv[2] ?? 1) * 1e9;
const HEAD =
  '#datatype,string,long,dateTime:RFC3339,double,string,string\r\n#group,false,false,false,false,true,true\r\n' +
  '#default,_result,,,,,\r\n,result,table,_time,_value,_field,host\r\n';
const BODY = Array.from(
  { length: 5000 },
  (_, i) => `,,${i >> 10},2020-01-01T00:00:00.${100 + (i % 900)}Z,${i / 7},usage,host-${i >> 10}.example.com\r\n`,
).join('');

// In a thread of its own, so that its memory is not counted as the reader's.
const server = new Worker(
  `const { parentPort, workerData: { head, body, times } } = require('node:worker_threads');
   const bytes = Buffer.from(body);
   require('node:http').createServer(async (request, response) => {
     request.resume();
     response.write(head);
     for (let i = 0; i < times; i += 1) {
       if (!response.write(bytes)) await new Promise((resolve) => response.once('drain', resolve));
     }
     response.end('\\r\\n');
   }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });`,
  { eval: true, workerData: { head: HEAD, body: BODY, times: Math.ceil(BYTES / BODY.length) } },
);
const port = await new Promise((resolve, reject) => server.once('message', resolve).once('error', reject));
const query = createQuery(createClient({ baseUrl: `http://127.0.0.1:${port}` }), { org: 'any' });

const MEBIBYTE = 2 ** 20;
const heaps = [];
let rows = 0;
const start = performance.now();
for await (const row of query.rows('any', { gzip: false })) {
  rows += 1;
  if (rows % 500_000 === 0) {
    globalThis.gc?.();
    heaps.push(process.memoryUsage().heapUsed / MEBIBYTE);
    if (row._value === undefined) throw new Error('a row without its value');
  }
}
const seconds = (performance.now() - start) / 1000;
await server.terminate();

const half = heaps.length >> 1;
const peak = (values) => Math.max(...values);
const [early, late] = [peak(heaps.slice(0, half)), peak(heaps.slice(half))];
console.log(`${rows} rows, ${(BYTES / 1e9).toFixed(2)} GB in ${seconds.toFixed(1)} s`);
console.log(`heap in MiB: highest ${early.toFixed(1)} in the first half, ${late.toFixed(1)} in the second`);
console.log(`resident set at the end: ${(process.memoryUsage().rss / MEBIBYTE).toFixed(0)} MiB`);
if (late > early + 16) {
  console.error('the heap grows with the response');
  process.exit(1);
}
