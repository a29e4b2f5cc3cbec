import { join } from 'node:path';
import { runCommand } from './generation-command.js';
import { benchFolder } from './generation-competitors.js';
import { type Timed, timeInRounds } from './generation-rounds.js';
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

/** From nothing to the first row of a query, in a process of its own. */
export const coldStart: Suite = {
  name: 'cold-start',
  async run({ quick }) {
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
        quick ? 3 : 15,
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
        'Node itself takes to start.',
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
      ],
      packages: ['@influxdata/influxdb3-client'],
      data,
    };
  },
};
