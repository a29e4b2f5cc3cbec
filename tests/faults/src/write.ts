import { spawn } from 'node:child_process';
import type { WriterOptions, WriterStats } from '@influxkit/write';

/** What a process is to write. */
export interface WriterOrder {
  readonly baseUrl: string;
  readonly count: number;
  /** Timestamp of point 0. */
  readonly start: number;
  readonly options: WriterOptions;
}

/** What became of it. */
export interface Report {
  readonly stats: WriterStats;
  /** Each error that the writer reported, with the numbers of its points. */
  readonly reported: readonly { readonly reason: string; readonly numbers: readonly number[] }[];
  /** Most bytes of line protocol that the writer held. */
  readonly peakBytes: number;
  /** By how much the process was larger at its largest than before the first point. */
  readonly grownBytes: number;
  readonly milliseconds: number;
}

/** Writes in a process whose heap is too small to hold what it writes. */
export function write(script: string, order: WriterOrder): Promise<Report> {
  return new Promise((resolve, reject) => {
    const args = ['--max-old-space-size=64', '--max-semi-space-size=4', script, JSON.stringify(order)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString();
    });
    child.stderr.on('data', (text: Buffer) => {
      err += text.toString();
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(JSON.parse(out) as Report);
      else reject(new Error(`the writer's process ended with ${code ?? signal}: ${err}`));
    });
  });
}
