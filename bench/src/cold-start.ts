import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runCommand } from './generation-command.js';
import { benchFolder } from './generation-competitors.js';
import { type Timed, timeInRounds } from './generation-rounds.js';
import { quantile, turnOf } from './harness/interleave.js';
import type { Suite } from './harness/suite.js';
import { serveSql } from './sql-server.js';

/** Far beyond what a process takes to start. */
const LIMIT_SECONDS = 120;

/** A program that prints how many rows it has had. */
const program = (name: string, file: string, ...args: string[]) => ({
  name,
  run: async () => {
    const folder = join(benchFolder, 'consumers', 'cold-start');
    const run = await runCommand({ script: join(folder, file), args, cwd: folder }, LIMIT_SECONDS);
    if (run.output.trim() !== '1') throw new Error(`${name} printed ${run.output}`);
    return run;
  },
});

const milliseconds = (seconds: number): string => `${(seconds * 1000).toFixed(0)} ms`;

/** Programs that write one point and close. */
const WRITERS = [
  ['@influxdata/influxdb-client', 'official-writer.mjs'],
  ['influxkit', 'writer.mjs'],
] as const;

/** Milliseconds from the first point to the request's headers at the server, in processes of their own. */
async function firstRequests(rounds: number): Promise<number[][]> {
  const folder = join(benchFolder, 'consumers', 'cold-start');
  let arrived: number | undefined;
  const server = createServer((request, response) => {
    arrived ??= performance.timeOrigin + performance.now();
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const waits = WRITERS.map((): number[] => []);
  try {
    for (let round = 0; round < rounds; round++)
      for (let place = 0; place < WRITERS.length; place++) {
        const index = turnOf(round, place, WRITERS.length);
        const [name, file] = WRITERS[index] ?? ['', ''];
        arrived = undefined;
        const run = await runCommand({ script: join(folder, file), args: [url], cwd: folder }, LIMIT_SECONDS);
        if (arrived === undefined) throw new Error(`${name} sent nothing and printed ${run.output}`);
        waits[index]?.push(arrived - Number(run.output));
      }
  } finally {
    server.close();
  }
  return waits;
}

/** From nothing to the first row of a query, in a process of its own. */
export const coldStart: Suite = {
  name: 'cold-start',
  async run({ quick }) {
    const rounds = quick ? 3 : 15;
    const waits = await firstRequests(rounds);
    const server = await serveSql(100, 0n);
    let data: Timed[];
    try {
      data = await timeInRounds(
        [
          program('@influxdata/influxdb3-client', 'official.mjs', server.flight),
          program('influxkit over Flight', 'influxkit.mjs', server.flight, 'flight'),
          program('influxkit over HTTP', 'influxkit.mjs', server.http, 'http'),
          program('an empty program', 'empty.mjs'),
        ],
        rounds,
      );
    } finally {
      await server.close();
    }
    const [official, , , empty] = data as [Timed, Timed, Timed, Timed];
    const over = (one: Timed): number => one.cpuSeconds - empty.cpuSeconds;
    return {
      title: 'From nothing to the first row of SQL',
      about:
        'A process of Node that imports a client, sends a query for a hundred rows and ends after the first of them. ' +
        'Over an empty program: processor time, without what ' +
        'Node itself takes to start. And, where a program has just begun to write: the time from its first point, with ' +
        '`close()` after it, to the head of the request at a server on loopback.',
      tables: [
        {
          title: 'One process, cold',
          columns: ['client', 'start to end', 'processor time', 'over an empty program', 'ratio'],
          rows: data.map((one) => [
            one.name,
            milliseconds(one.seconds),
            milliseconds(one.cpuSeconds),
            one === empty ? '' : milliseconds(over(one)),
            one === empty ? '' : `${(over(one) / over(official)).toFixed(2)}×`,
          ]),
        },
        {
          title: 'From the first point to the first request of a writer',
          columns: ['client', 'median', 'quartiles'],
          rows: WRITERS.map(([name], index) => {
            const at = (q: number): string => milliseconds(quantile(waits[index] ?? [], q) / 1000);
            return [name, at(0.5), `${at(0.25)} – ${at(0.75)}`];
          }),
        },
      ],
      packages: ['@influxdata/influxdb3-client', '@influxdata/influxdb-client'],
      data,
    };
  },
};
