import { FNV_OFFSET, fnvStep } from '@influxkit/internal/hash';

const SPACE = 32;
const BACKSLASH = 92;

/** A number for the series that a line belongs to: a hash of its measurement and tags, which end at the first bare space. */
export function seriesHash(line: Uint8Array): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < line.length; at++) {
    const byte = line[at] as number;
    if (byte === SPACE && line[at - 1] !== BACKSLASH) break;
    hash = fnvStep(hash, byte);
  }
  return hash >>> 0;
}
