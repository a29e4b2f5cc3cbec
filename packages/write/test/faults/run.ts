import type { WriteApi } from '../../src/api.js';
import {
  BatchError,
  createWriter,
  type InvalidLineError,
  PartialWriteError,
  type WriteError,
  type WriterOptions,
  type WriterStats,
} from '../../src/index.js';
import { pointOf } from './points.js';

export interface FaultRun {
  /** Lines of the server that tell where the point is. */
  readonly stats: WriterStats;
  /** Numbers of points that were reported, with how often. */
  readonly reported: ReadonlyMap<number, number>;
  readonly errors: readonly WriteError[];
  /** Most bytes that the writer held. */
  readonly peakBytes: number;
  readonly milliseconds: number;
}

/** Writes points 0 to count − 1 through whatever is in between, to the end, and collects what is reported. */
export async function writeThroughFaults(
  api: WriteApi,
  count: number,
  options: WriterOptions,
  beforeClose: () => void = () => {},
): Promise<FaultRun> {
  const started = Date.now();
  const errors: WriteError[] = [];
  const reported = new Map<number, number>();
  let peakBytes = 0;
  const writer = createWriter(api, {
    ...options,
    onError: (error) => {
      errors.push(error);
      for (const n of numbersOf(error)) reported.set(n, (reported.get(n) ?? 0) + 1);
    },
  });
  const watch = (): void => {
    peakBytes = Math.max(peakBytes, writer.stats().bufferedBytes);
  };
  for (let n = 0; n < count; n++) {
    if (!writer.write(pointOf(n))) {
      watch();
      await writer.ready;
    }
    if (n % 1000 === 0) watch();
  }
  watch();
  beforeClose();
  await writer.close({ timeout: 120_000 });
  return { stats: writer.stats(), reported, errors, peakBytes, milliseconds: Date.now() - started };
}

/** The numbers of the points that an error is about. */
export function numbersOf(error: WriteError): number[] {
  const last = (line: string): number => Number(line.slice(line.lastIndexOf(' ') + 1));
  if (error instanceof PartialWriteError) return error.rejected.map(({ text }) => last(text));
  if (error instanceof BatchError) {
    return new TextDecoder().decode(error.lineProtocol).split('\n').slice(0, -1).map(last);
  }
  return [(error as InvalidLineError).position - 1];
}
