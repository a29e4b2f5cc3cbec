// Line protocol as InfluxDB 3 Core reads it, with its messages: written from what it was recorded to respond.

export type FieldKind = 'float' | 'integer' | 'uinteger' | 'string' | 'boolean';

/** A line that could be read. */
export interface Point {
  readonly measurement: string;
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly fields: readonly (readonly [key: string, kind: FieldKind, value: string | number | bigint | boolean])[];
  /** As it is written; undefined where there is none. */
  readonly time: bigint | undefined;
}

/** A line that holds a point, or should. */
export interface Line {
  /** Counted from 1: comments and blank lines are skipped, and a line break within a string ends none. */
  readonly number: number;
  readonly text: string;
  readonly point?: Point;
  readonly error?: string;
}

/** The lines of a body, each read by itself. */
export function readLines(body: string): Line[] {
  return splitLines(body).map((text, index) => {
    try {
      return { number: index + 1, text, point: new LineReader(text).read() };
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      return { number: index + 1, text, error: error.message };
    }
  });
}

/** How a point is shown in an error about its types: without quotes. */
export function showPoint({ measurement, tags, fields, time }: Point): string {
  const suffix: Partial<Record<FieldKind, string>> = { integer: 'i', uinteger: 'u' };
  const values = fields.map(([key, kind, value]) => `${key}=${value}${suffix[kind] ?? ''}`);
  const head = [measurement, ...tags.map(([key, value]) => `${key}=${value}`)].join(',');
  return [head, values.join(','), ...(time === undefined ? [] : [time])].join(' ');
}

class LineError extends Error {}

function splitLines(body: string): string[] {
  const lines: string[] = [];
  let at = 0;
  while (at < body.length) {
    while (body[at] === ' ' || body[at] === '\n') at++;
    const start = at;
    if (body[at] === '#') {
      while (at < body.length && body[at] !== '\n') at++;
      continue;
    }
    let isInFields = false;
    let isInString = false;
    for (; at < body.length; at++) {
      const char = body[at];
      if (char === '\\') at++;
      else if (isInString) isInString = char !== '"';
      else if (char === '\n') break;
      else if (char === ' ') isInFields = true;
      else if (char === '"' && isInFields && body[at - 1] === '=') isInString = true;
    }
    at = Math.min(at, body.length);
    if (at > start) lines.push(body.slice(start, at));
  }
  return lines;
}

class LineReader {
  #rest: string;

  constructor(text: string) {
    this.#rest = text;
  }

  read(): Point {
    const measurement = this.#name(/[, \t\0]/);
    if (measurement === '') throw new LineError('Invalid measurement was provided');
    const tags: [string, string][] = [];
    while (this.#take(/^,/)) tags.push(this.#tag());
    if (!this.#take(/^ +/))
      throw new LineError(
        `Expected at least one space character, got ${this.#rest === '' ? 'end of input' : `\`${this.#rest}\``}`,
      );
    const fields: [string, FieldKind, string | number | bigint | boolean][] = [];
    for (let field = this.#field(); field !== undefined; field = this.#take(/^,/) ? this.#field() : undefined)
      fields.push(field);
    if (fields.length === 0) throw new LineError('No fields were provided');
    const digits = this.#take(/^ +(-?\d+)/)?.[1];
    if (digits !== undefined && BigInt.asIntN(64, BigInt(digits)) !== BigInt(digits))
      throw new LineError(`Unable to parse timestamp value \`${digits}\``);
    if (digits !== undefined) this.#take(/^ +/);
    if (this.#rest !== '')
      throw new LineError(`Could not parse entire line. Found trailing content: \`${this.#rest}\``);
    return { measurement, tags, fields, time: digits === undefined ? undefined : BigInt(digits) };
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const match = pattern.exec(this.#rest);
    if (match === null) return undefined;
    this.#rest = this.#rest.slice(match[0].length);
    return match;
  }

  /** What comes before the first character of some that is not escaped. */
  #name(ends: RegExp): string {
    let at = 0;
    while (at < this.#rest.length && !ends.test(this.#rest[at] as string)) at += this.#rest[at] === '\\' ? 2 : 1;
    const raw = this.#rest.slice(0, at);
    if (raw.endsWith('\\'))
      throw new LineError('Measurements, tag keys and values, and field keys may not end with a backslash');
    this.#rest = this.#rest.slice(raw.length);
    return raw.replace(/\\([,=\\ ])/g, '$1');
  }

  #tag(): [string, string] {
    const from = this.#rest;
    const key = this.#name(/[,= ]/);
    if (key === '') throw new LineError(`Expected tag key, got \`${from}\``);
    if (!this.#take(/^=/)) throw new LineError(`Tag set malformed: could not find equals sign in \`${from}\``);
    const value = this.#name(/[, \t]/);
    if (value === '') throw new LineError(`Expected tag value, got \`${this.#rest}\``);
    return [key, value];
  }

  /** A field; undefined where none begins here, with nothing taken. */
  #field(): [string, FieldKind, string | number | bigint | boolean] | undefined {
    const from = this.#rest;
    const key = this.#name(/[= ]/);
    const value = key !== '' && this.#take(/^=/) ? this.#value() : undefined;
    if (value !== undefined) return [key, ...value];
    this.#rest = from;
    return undefined;
  }

  #value(): [FieldKind, string | number | bigint | boolean] | undefined {
    const text = this.#take(/^"((?:[^"\\]|\\[\s\S])*)"/);
    if (text) return ['string', (text[1] as string).replace(/\\(["\\])/g, '$1')];
    const integer = this.#take(/^(-?\d+)i/)?.[1];
    if (integer !== undefined) {
      if (BigInt.asIntN(64, BigInt(integer)) !== BigInt(integer))
        throw new LineError(`Unable to parse integer value \`${integer}\``);
      return ['integer', BigInt(integer)];
    }
    const unsigned = this.#take(/^(\d+)u/)?.[1];
    if (unsigned !== undefined) {
      if (BigInt.asUintN(64, BigInt(unsigned)) !== BigInt(unsigned))
        throw new LineError(`Unable to parse unsigned integer value \`${unsigned}\``);
      return ['uinteger', BigInt(unsigned)];
    }
    const float = this.#take(/^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/);
    if (float) return ['float', Number(float[0])];
    const boolean = this.#take(/^(?:true|True|TRUE|false|False|FALSE|[tTfF])/);
    return boolean ? ['boolean', /^t/i.test(boolean[0])] : undefined;
  }
}
