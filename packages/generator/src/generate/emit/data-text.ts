import { quoteLiteral } from '../model/type-text.js';

/** Code in the place of data. */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Plain data as code. Keys are quoted where they are not identifiers. */
export function dataText(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (typeof value === 'string') return quoteLiteral(value);
  if (Array.isArray(value)) return `[${value.map(dataText).join(', ')}]`;
  if (isJsonAlone(value)) return 'json';
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => `${keyText(key)}: ${dataText(each)}`);
    return `{ ${entries.join(', ')} }`;
  }
  return String(value);
}

/** A key as code. `__proto__` in braces would be the prototype of the object. */
export function keyText(key: string): string {
  if (key === '__proto__') return `['__proto__']`;
  return /^[a-z]+$/i.test(key) ? key : quoteLiteral(key);
}

/** Whether media types are JSON and nothing else. */
export function isJsonAlone(mediaTypes: unknown): boolean {
  return JSON.stringify(mediaTypes) === '{"application/json":"json"}';
}
