import type { WriteApi } from './api.js';
import { type GzipSettings, Sender } from './attempts.js';
import { gzipCompressor, isBrowser } from './gzip.js';
import { checkNumber, type SendingOptions } from './options.js';
import type { RetryPolicy } from './retry.js';
import { Slots } from './slots.js';
import type { Endpoint } from './target.js';

/** A sender by a caller's options. @throws TypeError for an option that is not understood */
export function makeSender(api: WriteApi, endpoint: Endpoint, options: SendingOptions, policy: RetryPolicy): Sender {
  if (typeof api?.request !== 'function') {
    throw new TypeError(
      'createWriter: the first argument must be a client with request(), such as createClient() makes',
    );
  }
  checkNumber('retry.retries', policy.retries, 0);
  checkNumber('retry.minDelay', policy.minDelay, 0, false);
  checkNumber('retry.maxDelay', policy.maxDelay, 0, false);
  checkNumber('retry.maxTime', policy.maxTime, 0, false);
  const { concurrency = 4, timeout = 30_000, headers = {}, gzip, onRetry } = options;
  checkNumber('concurrency', concurrency, 1);
  checkNumber('timeout', timeout, 0, false);
  return new Sender({
    api,
    endpoint,
    policy,
    timeout,
    headers,
    onRetry,
    gzip: gzipSettings(gzip),
    slots: new Slots(concurrency),
  });
}

function gzipSettings(gzip: SendingOptions['gzip']): GzipSettings | undefined {
  if (gzip === false || (gzip === undefined && isBrowser())) return undefined;
  const { threshold = 1024, level = 1 } = typeof gzip === 'object' ? gzip : {};
  checkNumber('gzip.threshold', threshold, 0);
  if (!(Number.isInteger(level) && level >= 1 && level <= 9)) {
    throw new TypeError(
      `gzip.level: must be a whole number of 1 to 9, got ${typeof level === 'number' ? level : `a ${typeof level}`}`,
    );
  }
  const compressor = gzipCompressor(level);
  if (!compressor && gzip)
    throw new TypeError('gzip: this platform has neither zlib nor CompressionStream; set gzip: false');
  return compressor && { compressor, threshold };
}
