import { IDEMPOTENT_METHODS } from '@influxkit/internal/http-methods';
import type { SentRequest } from './operation.js';

/** Whether a second time does no more than the first did. A stream is spent after the first. */
export const canBeSentAgain = ({ operation, method, body }: SentRequest): boolean =>
  (operation.idempotent ?? IDEMPOTENT_METHODS.has(method)) && !(body instanceof ReadableStream);
