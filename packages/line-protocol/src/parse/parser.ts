import { checkPrecision, rulesOf } from '../dialect.js';
import { Fault, ParseError } from './error.js';
import { NumberReader } from './number.js';
import { TimestampReader } from './timestamp.js';
import type { ParsedFieldValue, ParsedPoint, ParseOptions } from './types.js';

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const COMMA = 44;
const EQUALS = 61;
const BACKSLASH = 92;

const own = Object.prototype.hasOwnProperty;

/** A key as it stands in the text, and as it is meant. */
interface Key {
  readonly raw: string;
  readonly name: string;
}

const NO_KEY: Key = { raw: '', name: '' };

/** An own property even for `__proto__`, which an assignment would take for the prototype. */
function put<Value>(target: { [key: string]: Value }, key: string, value: Value): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

/** Reads lines out of a text. Lines of a stream mostly have the keys of the line before, so those are looked for first. */
export class Parser {
  /** Number of the line at hand, counted from 1. */
  private line = 1;
  private text = '';
  private pos = 0;
  private lineStart = 0;
  /** Whether a string of the line at hand holds a newline. */
  private broken = false;
  private readonly v1: boolean;
  private readonly v3: boolean;
  private readonly unsigned: boolean;
  private readonly onError: 'throw' | 'skip' | 'collect';
  private readonly numbers: NumberReader = new NumberReader();
  private readonly timestamps: TimestampReader;
  private readonly onFault: (error: ParseError) => void;
  private measurement: Key = NO_KEY;
  private readonly tagKeys: Key[] = [];
  private readonly fieldKeys: Key[] = [];

  constructor(options: ParseOptions, onFault: (error: ParseError) => void) {
    const { dialect = 'v2', precision = 'ns', onError = 'throw' } = options;
    const rules = rulesOf(dialect);
    checkPrecision(precision, rules);
    if (onError !== 'throw' && onError !== 'skip' && onError !== 'collect') {
      throw new TypeError("onError: must be 'throw', 'skip' or 'collect'");
    }
    this.v1 = dialect === 'v1';
    this.v3 = dialect === 'v3';
    this.unsigned = rules.unsigned;
    this.onError = onError;
    this.timestamps = new TimestampReader(precision);
    this.onFault = onFault;
  }

  /**
   * Reads the lines of a text and adds their points to a list.
   *
   * @param final whether the text ends here; if not, a line without its newline is left for the next call
   * @returns how much of the text was read
   */
  parse(text: string, points: ParsedPoint[], final: boolean): number {
    this.text = text;
    this.pos = 0;
    while (this.pos < text.length) {
      const start = this.pos;
      this.lineStart = start;
      let point: ParsedPoint | undefined;
      try {
        point = this.readLine();
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        const next = text.indexOf('\n', error.index);
        if (!final && (next < 0 || error.code === 'unclosed-string')) return start;
        this.fail(error);
        this.pos = next < 0 ? text.length : next;
      }
      if (this.pos >= text.length && !final) return start;
      if (point !== undefined) points.push(point);
      this.countLines(start, this.pos);
      this.pos++;
    }
    return Math.min(this.pos, text.length);
  }

  /** Reports what went wrong outside the text, at the line at hand. */
  report(code: ParseError['code'], reason: string): void {
    const error = new ParseError(code, this.line, 1, reason);
    if (this.onError === 'throw') throw error;
    this.onFault(error);
  }

  /** Counts the newline of a text that was left out. */
  skipLine(): void {
    this.line++;
  }

  /** A line is one, and one more for each newline in its strings. */
  private countLines(start: number, end: number): void {
    this.line++;
    for (let at = this.broken ? this.text.indexOf('\n', start) : -1; at >= 0 && at < end; ) {
      this.line++;
      at = this.text.indexOf('\n', at + 1);
    }
  }

  private fail(fault: Fault): void {
    let line = this.line;
    let start = this.lineStart;
    for (let at = this.text.indexOf('\n', start); at >= 0 && at < fault.index; at = this.text.indexOf('\n', at + 1)) {
      line++;
      start = at + 1;
    }
    const error = new ParseError(fault.code, line, fault.index - start + 1, fault.message);
    if (this.onError === 'throw') throw error;
    // the lines up to the fault are behind; countLines adds the one it stands in
    this.broken = false;
    this.line = line;
    this.onFault(error);
  }

  /** Reads up to the newline, or to the end. Nothing for a blank line and a comment. */
  private readLine(): ParsedPoint | undefined {
    const { text } = this;
    this.broken = false;
    let code = this.skipSpace();
    if (code === RETURN && this.atReturn()) code = NEWLINE;
    if (Number.isNaN(code) || code === NEWLINE) return undefined;
    if (code === HASH) {
      const end = text.indexOf('\n', this.pos);
      this.pos = end < 0 ? text.length : end;
      return undefined;
    }
    const measurement = this.readMeasurement();
    const tags: { [key: string]: string } = {};
    if (text.charCodeAt(this.pos) === COMMA) this.readTags(tags);
    const fields: { [key: string]: ParsedFieldValue } = {};
    this.readFields(fields);
    const timestamp = this.readTimestamp();
    return timestamp === undefined ? { measurement, tags, fields } : { measurement, tags, fields, timestamp };
  }

  /** Skips what servers take for space, and returns the character after it; NaN at the end. */
  private skipSpace(): number {
    const { text } = this;
    let code = text.charCodeAt(this.pos);
    while (code === SPACE || code === 9 || (code === 0 && !this.v3)) code = text.charCodeAt(++this.pos);
    return code;
  }

  /** A carriage return before a newline, or before the end, belongs to the end of the line; 1.x does not know it. */
  private atReturn(): boolean {
    const next = this.pos + 1;
    if (this.v1) return false;
    if (next < this.text.length && this.text.charCodeAt(next) !== NEWLINE) return false;
    this.pos = next;
    return true;
  }

  private readMeasurement(): string {
    const { text, pos } = this;
    const known = this.measurement;
    const after = pos + known.raw.length;
    const code = text.charCodeAt(after);
    if ((code === COMMA || code === SPACE) && known !== NO_KEY && text.startsWith(known.raw, pos)) {
      this.pos = after;
      return known.name;
    }
    if (text.charCodeAt(pos) === COMMA) {
      throw new Fault('missing-measurement', pos, 'the measurement is missing before the comma');
    }
    const end = this.scanName(pos, 'measurement');
    if (end >= text.length || text.charCodeAt(end) === NEWLINE) {
      throw new Fault('missing-fields', end, 'the fields are missing: a line is measurement, space, field=value');
    }
    const raw = text.slice(pos, end);
    this.measurement = { raw, name: unescaped(raw, this.v3 ? /\\([,\\ ])/g : /\\([, ])/g) };
    this.pos = end;
    return this.measurement.name;
  }

  /**
   * The first character that ends a name and is not escaped. 1.x and 2.x look one character back for a backslash, but
   * in pairs in a field key; v3 looks in pairs everywhere.
   */
  private scanName(from: number, part: 'measurement' | 'tag key' | 'tag value' | 'field key'): number {
    const { text } = this;
    const pairs = this.v3 || part === 'field key';
    const equals = part !== 'measurement' && !(this.v3 && part === 'tag value');
    let i = from;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > EQUALS && code !== BACKSLASH) continue;
      if (code === NEWLINE) break;
      if (code === BACKSLASH) {
        if (pairs) {
          if (i + 1 < text.length && text.charCodeAt(i + 1) !== NEWLINE) i++;
        } else {
          const next = text.charCodeAt(i + 1);
          if (next === COMMA || next === SPACE || next === EQUALS) i++;
        }
      } else if (code === COMMA || code === SPACE || (equals && code === EQUALS)) break;
      else if (this.v3 && (code === 9 || code === 0)) {
        throw new Fault('invalid-character', i, `a tab or a NUL character in a ${part}`);
      }
    }
    return i;
  }

  private readTags(tags: { [key: string]: string }): void {
    const { text, tagKeys } = this;
    let same = true;
    for (let index = 0; ; index++) {
      // at the comma
      const start = this.pos + 1;
      let key = tagKeys[index] ?? NO_KEY;
      let pos = start + key.raw.length;
      if (key === NO_KEY || text.charCodeAt(pos) !== EQUALS || !text.startsWith(key.raw, start)) {
        key = this.readTagKey(start);
        pos = start + key.raw.length;
        tagKeys[index] = key;
        tagKeys.length = index + 1;
        same = false;
      }
      if (!same && own.call(tags, key.name)) {
        throw new Fault('duplicate-tag', start, `the tag ${JSON.stringify(key.name)} stands twice`);
      }
      pos++;
      let end = pos;
      let code = text.charCodeAt(end);
      while (
        code > EQUALS ? code !== BACKSLASH : code !== COMMA && code !== SPACE && code !== EQUALS && code > RETURN
      ) {
        code = text.charCodeAt(++end);
      }
      let value: string;
      if (code === COMMA || code === SPACE) value = text.slice(pos, end);
      else {
        end = this.scanName(pos, 'tag value');
        code = text.charCodeAt(end);
        value = this.plainTagValue(pos, end, code);
      }
      if (end === pos) throw new Fault('missing-tag-value', pos, `the tag ${JSON.stringify(key.name)} has no value`);
      put(tags, key.name, value);
      this.pos = end;
      if (code === SPACE) return;
    }
  }

  private plainTagValue(pos: number, end: number, code: number): string {
    const { text } = this;
    if (code === EQUALS) {
      throw new Fault('invalid-character', end, 'an equals sign in a tag value must be escaped: \\=');
    }
    if (code !== COMMA && code !== SPACE) {
      throw new Fault('missing-fields', end, 'the fields are missing after the tags');
    }
    const value = unescaped(text.slice(pos, end), this.v3 ? /\\([,=\\ ])/g : /\\([,= ])/g);
    if (this.v3 && value.endsWith('\\'))
      throw new Fault('invalid-character', end - 1, 'a tag value ends in a backslash');
    return value;
  }

  private readTagKey(start: number): Key {
    const { text } = this;
    const end = this.scanName(start, 'tag key');
    if (text.charCodeAt(end) !== EQUALS) {
      if (end === start) throw new Fault('missing-tag-key', start, 'a tag is missing after the comma');
      throw new Fault('missing-tag-value', end, 'a tag needs a value: key=value');
    }
    if (end === start) throw new Fault('missing-tag-key', start, 'the tag key is missing before the equals sign');
    const raw = text.slice(start, end);
    return { raw, name: unescaped(raw, this.v3 ? /\\([,=\\ ])/g : /\\([,= ])/g) };
  }

  private readFields(fields: { [key: string]: ParsedFieldValue }): void {
    const { text, fieldKeys, numbers } = this;
    const after = this.skipSpace();
    if (Number.isNaN(after) || after === NEWLINE) throw new Fault('missing-fields', this.pos, 'the fields are missing');
    let same = true;
    for (let index = 0; ; index++) {
      const start = this.pos;
      let key = fieldKeys[index] ?? NO_KEY;
      let pos = start + key.raw.length;
      if (key === NO_KEY || text.charCodeAt(pos) !== EQUALS || !text.startsWith(key.raw, start)) {
        key = this.readFieldKey(start);
        pos = start + key.raw.length;
        fieldKeys[index] = key;
        fieldKeys.length = index + 1;
        same = false;
      }
      if (!same && this.v3 && own.call(fields, key.name)) {
        throw new Fault('duplicate-field', start, `the field ${JSON.stringify(key.name)} stands twice`);
      }
      pos++;
      let code = text.charCodeAt(pos);
      let value: ParsedFieldValue;
      if ((code >= 48 && code <= 57) || code === 45 || code === 46) {
        value = numbers.read(text, pos, !this.v3, this.unsigned);
        pos = numbers.end;
      } else if (code === QUOTE) {
        const end = this.stringEnd(pos);
        value = this.readString(pos, end);
        pos = end + 1;
      } else {
        const word = this.readBoolean(pos);
        value = code === 116 || code === 84;
        pos += word;
      }
      put(fields, key.name, value);
      this.pos = pos;
      code = text.charCodeAt(pos);
      if (code === COMMA) {
        this.pos++;
        continue;
      }
      if (code === SPACE || code === NEWLINE || Number.isNaN(code)) return;
      if (code === RETURN && this.atReturn()) return;
      throw new Fault('invalid-value', pos, `after a value comes a comma, a space or the end of the line`);
    }
  }

  private readFieldKey(start: number): Key {
    const { text } = this;
    const end = this.scanName(start, 'field key');
    if (text.charCodeAt(end) !== EQUALS) {
      if (end === start) throw new Fault('missing-field-key', start, 'a field is missing after the comma');
      throw new Fault('missing-field-value', end, 'a field needs a value: key=value');
    }
    if (end === start) throw new Fault('missing-field-key', start, 'the field key is missing before the equals sign');
    const raw = text.slice(start, end);
    // 1.x and 2.x also take the backslash from a quote here
    return { raw, name: unescaped(raw, this.v3 ? /\\([,=\\ ])/g : /\\([,=" ])/g) };
  }

  /** The quote that closes the string. */
  private stringEnd(open: number): number {
    const { text } = this;
    let from = open + 1;
    for (;;) {
      const end = text.indexOf('"', from);
      if (end < 0) throw new Fault('unclosed-string', open, 'the string has no closing quote');
      let slashes = end;
      while (text.charCodeAt(slashes - 1) === BACKSLASH && slashes > open + 1) slashes--;
      if ((end - slashes) % 2 === 0) return end;
      from = end + 1;
    }
  }

  private readString(open: number, end: number): string {
    const value = this.text.slice(open + 1, end);
    if (value.includes('\n')) this.broken = true;
    return value.includes('\\') ? value.replace(/\\(["\\])/g, '$1') : value;
  }

  /** The length of the boolean at `pos`. */
  private readBoolean(pos: number): number {
    const { text } = this;
    let end = pos;
    let code = text.charCodeAt(end);
    while ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) code = text.charCodeAt(++end);
    switch (end - pos > 5 ? '' : text.slice(pos, end)) {
      case 't':
      case 'T':
      case 'true':
      case 'True':
      case 'TRUE':
      case 'f':
      case 'F':
      case 'false':
      case 'False':
      case 'FALSE':
        return end - pos;
      default:
        if (end === pos && (code === COMMA || code === SPACE || code === NEWLINE || Number.isNaN(code))) {
          throw new Fault('missing-field-value', pos, 'the field has no value');
        }
        throw new Fault('invalid-value', pos, 'this is no value; strings stand in quotes, NaN and Inf do not exist');
    }
  }

  private readTimestamp(): bigint | undefined {
    const { text } = this;
    let code = this.skipSpace();
    if (code === RETURN && this.atReturn()) code = NEWLINE;
    if (code === NEWLINE || Number.isNaN(code)) return undefined;
    const timestamp = this.timestamps.read(text, this.pos);
    this.pos = this.timestamps.end;
    code = this.skipSpace();
    if (code === RETURN && this.atReturn()) return timestamp;
    if (code === NEWLINE || Number.isNaN(code)) return timestamp;
    throw new Fault('invalid-timestamp', this.pos, 'after the timestamp the line must end');
  }
}

/** Takes the backslashes from before the characters that a part escapes. */
function unescaped(raw: string, pattern: RegExp): string {
  return raw.includes('\\') ? raw.replace(pattern, '$1') : raw;
}
