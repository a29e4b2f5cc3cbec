import { diagnose } from '../base/catalogue.js';
import { type Diagnostic, quote } from '../base/diagnostics.js';
import { isObject, type JsonValue, own } from '../base/json.js';
import type { LoadedContract } from './document/openapi.js';
import { escapeToken } from './document/pointer.js';

/** The mark of a part that nobody has reviewed: `influxkit generate` warns of it. */
export const REVIEW = 'x-influxkit-review';

/** A warning for each part of a contract that was written from upstream and that nobody has reviewed. */
export function pendingReviews({ document, locate }: LoadedContract): Diagnostic[] {
  const found: Diagnostic[] = [];
  const waiting: { value: JsonValue; pointer: string }[] = [{ value: document as unknown as JsonValue, pointer: '' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, pointer } = next;
    if (isObject(value) && own(value, REVIEW) === true) {
      const message = `${quote(pointer)} was written from upstream and has not been reviewed`;
      found.push(diagnose('review-pending', message, locate(pointer)));
    }
    const entries = Array.isArray(value) ? value.entries() : isObject(value) ? Object.entries(value) : [];
    for (const [key, item] of entries) {
      if (typeof item === 'object') waiting.push({ value: item, pointer: `${pointer}/${escapeToken(String(key))}` });
    }
  }
  return found.reverse();
}
