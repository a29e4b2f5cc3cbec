import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A small list of buckets as InfluxDB responds with it, with its length; the response to a POST is sent once its body has arrived. */
const SERVER = `
const bucket = (id, name) => ({ id, orgID: '0123456789abcdef', type: 'user', name, retentionRules: [] });
const list = JSON.stringify({
  links: { self: '/api/v2/buckets?limit=20' },
  buckets: [0, 1, 2].map((i) => bucket('000000000000000' + i, 'bucket ' + i)),
});
const created = JSON.stringify(bucket('0000000000000009', 'co2'));
const common = { 'content-type': 'application/json', 'x-influxdb-version': 'v2.7.12' };
const server = require('node:http').createServer((request, response) => {
  if (request.method === 'GET') {
    request.resume();
    response.writeHead(200, { ...common, 'content-length': list.length }).end(list);
    return;
  }
  let text = '';
  request.on('data', (part) => (text += part)).on('end', () => {
    const isRight = request.headers['content-type']?.startsWith('application/json') && JSON.parse(text).name === 'co2';
    if (isRight) response.writeHead(201, { ...common, 'content-length': created.length }).end(created);
    else response.writeHead(400, common).end('{"code":"invalid","message":"not the JSON that was to be sent"}');
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());
`;

/** Starts the server, which keeps connections alive, in a process of its own. */
export async function requestServer(): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, ['--eval', SERVER], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { url: `http://127.0.0.1:${Number(String(line))}`, stop: () => child.stdin.end() };
}
