import { IDEMPOTENT_METHODS } from '@influxkit/internal/http-methods';
import { platformClassOf } from '@influxkit/internal/message';
import type { SentRequest } from './operation.js';

/**
 * Whether a second time does no more than the first did. A stream is spent after the first.
 *
 * @param isRefused whether the server says that it did nothing, or there was none
 */
export const canBeSentAgain = ({ operation, method, body }: SentRequest, isRefused = false): boolean =>
  ((operation.idempotent ?? IDEMPOTENT_METHODS.has(method)) || (operation.retryRefusals === true && isRefused)) &&
  // Asked for by name: React Native has no such class.
  platformClassOf(body) !== 'ReadableStream';
