import { BACKSLASH, COMMA, EQUALS, HASH, NEWLINE, QUOTE, RETURN, SPACE } from '@influxkit/internal/ascii';
import { describeChoice, quote } from '@influxkit/internal/message';
import { checkPrecision, rulesOf } from '../dialect.js';
import { Fault, ParseError } from './parse-error.js';
import type { ParsedFieldValue, ParsedPoint, ParseOptions } from './parsed-point.js';
import { NumberReader, TimestampReader } from './value-readers.js';

const own = Object.prototype.hasOwnProperty;

/** A key as it is written, and what it means. */
interface Key {
  readonly raw: string;
  readonly units: Uint16Array;
  readonly name: string;
  /** Whether it is `__proto__`, which an assignment would take for the prototype. */
  readonly proto: boolean;
}

function makeKey(raw: string, escaped: RegExp): Key {
  const name = raw.includes('\\') ? raw.replace(escaped, '$1') : raw;
  return {
    raw,
    units: Uint16Array.from({ length: raw.length }, (_, i) => raw.charCodeAt(i)),
    // as engines keep property names, so that an assignment need not look for it
    name: Object.keys({ [name]: true })[0] ?? name,
    proto: name === '__proto__',
  };
}

const NO_KEY: Key = { raw: '', units: new Uint16Array(0), name: '', proto: false };

function put<Value>(target: { [key: string]: Value }, { name, proto }: Key, value: Value): void {
  if (proto) {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[name] = value;
  }
}

/** Reads lines of a string. Lines of a stream mostly have the keys of the line before, so those are looked for first. */
export class Parser {
  /** Number of the line at hand, counted from 1. */
  private line = 1;
  private text = '';
  private units: Uint16Array = new Uint16Array(0);
  private readonly codes: CodeUnits = new CodeUnits();
  private pos = 0;
  private lineStart = 0;
  /** Whether a string of the line at hand holds a newline. */
  private broken = false;
  private readonly v1: boolean;
  private readonly v3: boolean;
  private readonly unsigned: boolean;
  private readonly reservedTags: ReadonlySet<string>;
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
      throw new TypeError(`onError: must be 'throw', 'skip' or 'collect', got ${describeChoice(onError)}`);
    }
    this.v1 = dialect === 'v1';
    this.v3 = dialect === 'v3';
    this.unsigned = rules.unsigned;
    this.reservedTags = rules.reservedTags;
    this.onError = onError;
    this.timestamps = new TimestampReader(precision);
    this.onFault = onFault;
  }

  /**
   * Reads the lines of a string and adds their points to an array.
   *
   * @param final whether the input ends here; if not, a line without its newline is left for the next call
   * @returns how many UTF-16 units were read
   */
  parse(text: string, points: ParsedPoint[], final: boolean): number {
    this.text = text;
    this.units = this.codes.fill(text);
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

  /** Reports what went wrong before the bytes became a string, at the current line. */
  report(code: ParseError['code'], reason: string): void {
    const error = new ParseError(code, this.line, 1, reason);
    if (this.onError === 'throw') throw error;
    this.onFault(error);
  }

  /** Counts the newlines of bytes that were left out. */
  skipLines(bytes: Uint8Array): void {
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) this.line++;
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
    if (code === NEWLINE) return undefined;
    if (code === HASH) {
      const end = text.indexOf('\n', this.pos);
      this.pos = end < 0 ? text.length : end;
      return undefined;
    }
    // Filled in step by step. V8 watches literals with contents, and moves what long lists of them hold to old space for
    // good: then points that were let go keep their tags and fields alive, and parsing takes twice the time.
    const point = {} as ParsedPoint;
    point.measurement = this.readMeasurement();
    const tags: { [key: string]: string } = {};
    if (this.units[this.pos] === COMMA) this.readTags(tags);
    const fields: { [key: string]: ParsedFieldValue } = {};
    this.readFields(fields);
    point.tags = tags;
    point.fields = fields;
    const timestamp = this.readTimestamp();
    if (timestamp !== undefined) point.timestamp = timestamp;
    return point;
  }

  /** Skips what servers take for space, and returns the character after it. */
  private skipSpace(): number {
    const { units } = this;
    let pos = this.pos;
    let code = units[pos] as number;
    while (code === SPACE || code === 9 || (code === 0 && !this.v3)) code = units[++pos] as number;
    this.pos = pos;
    return code;
  }

  /** A carriage return before a newline, or before the end, belongs to the end of the line; 1.x does not know it. */
  private atReturn(): boolean {
    if (this.v1 || this.units[this.pos + 1] !== NEWLINE) return false;
    this.pos++;
    return true;
  }

  /** Whether the key begins at `start`. */
  private isAt(key: Key, start: number): boolean {
    const { units } = this;
    const wanted = key.units;
    for (let i = 0; i < wanted.length; i++) if (units[start + i] !== wanted[i]) return false;
    return wanted.length > 0;
  }

  private readMeasurement(): string {
    const { text, units, pos } = this;
    const known = this.measurement;
    const after = pos + known.units.length;
    if (this.isAt(known, pos) && (units[after] === COMMA || units[after] === SPACE)) {
      this.pos = after;
      return known.name;
    }
    if (units[pos] === COMMA) {
      throw new Fault('missing-measurement', pos, 'the measurement is missing before the comma');
    }
    const end = this.scanName(pos, 'measurement');
    if (units[end] === NEWLINE) {
      throw new Fault('missing-fields', end, 'the fields are missing: a line is measurement, space, field=value');
    }
    // The storage of 1.x and 2.x takes a backslash from = and " as well, though their parsers do not.
    this.measurement = makeKey(text.slice(pos, end), this.v3 ? /\\([,\\ ])/g : /\\([,=" ])/g);
    this.pos = end;
    return this.measurement.name;
  }

  /**
   * The first character that ends a name and is not escaped. 1.x and 2.x look one character back for a backslash, but
   * in pairs in a field key; v3 looks in pairs everywhere.
   */
  private scanName(from: number, part: 'measurement' | 'tag key' | 'tag value' | 'field key'): number {
    const { units } = this;
    const pairs = this.v3 || part === 'field key';
    const equals = part !== 'measurement' && !(this.v3 && part === 'tag value');
    for (let i = from; ; i++) {
      const code = units[i] as number;
      if (code > EQUALS && code !== BACKSLASH) continue;
      if (code === NEWLINE) return i;
      if (code === BACKSLASH) {
        const next = units[i + 1];
        if (pairs ? next !== NEWLINE : next === COMMA || next === SPACE || next === EQUALS) i++;
      } else if (code === COMMA || code === SPACE || (equals && code === EQUALS)) return i;
      else if (this.v3 && (code === 9 || code === 0)) {
        throw new Fault('invalid-character', i, `a tab or a NUL character in a ${part}`);
      }
    }
  }

  private readTags(tags: { [key: string]: string }): void {
    const { text, units, tagKeys } = this;
    let same = true;
    // at the comma
    let comma = this.pos;
    for (let index = 0; ; index++) {
      const start = comma + 1;
      let key = tagKeys[index] ?? NO_KEY;
      let pos = start + key.units.length;
      if (units[pos] !== EQUALS || !this.isAt(key, start)) {
        key = this.readTagKey(start);
        pos = start + key.units.length;
        tagKeys[index] = key;
        tagKeys.length = index + 1;
        same = false;
      }
      if (!same && own.call(tags, key.name)) {
        throw new Fault('duplicate-tag', start, `the tag ${quote(key.name)} occurs twice`);
      }
      pos++;
      let end = pos;
      let code = units[end] as number;
      // letters and digits; whatever may end or escape a value is looked at more closely
      while (code > EQUALS ? code !== BACKSLASH : code > COMMA && code !== EQUALS) code = units[++end] as number;
      let value: string;
      if (code === COMMA || code === SPACE) value = text.slice(pos, end);
      else {
        end = this.scanName(pos, 'tag value');
        code = units[end] as number;
        value = this.escapedTagValue(pos, end, code);
      }
      if (end === pos) throw new Fault('missing-tag-value', pos, `the tag ${quote(key.name)} has no value`);
      put(tags, key, value);
      comma = end;
      if (code === SPACE) break;
    }
    this.pos = comma;
  }

  private escapedTagValue(pos: number, end: number, code: number): string {
    if (code === EQUALS) {
      throw new Fault('invalid-character', end, 'an equals sign in a tag value must be escaped: \\=');
    }
    if (code === NEWLINE) throw new Fault('missing-fields', end, 'the fields are missing after the tags');
    const raw = this.text.slice(pos, end);
    const value = raw.includes('\\') ? raw.replace(this.v3 ? /\\([,=\\ ])/g : /\\([,= ])/g, '$1') : raw;
    if (this.v3 && value.endsWith('\\'))
      throw new Fault('invalid-character', end - 1, 'a tag value ends in a backslash');
    return value;
  }

  private readTagKey(start: number): Key {
    const end = this.scanName(start, 'tag key');
    if (this.units[end] !== EQUALS) {
      if (end === start) throw new Fault('missing-tag-key', start, 'a tag is missing after the comma');
      throw new Fault('missing-tag-value', end, 'a tag needs a value: key=value');
    }
    if (end === start) throw new Fault('missing-tag-key', start, 'the tag key is missing before the equals sign');
    const key = makeKey(this.text.slice(start, end), this.v3 ? /\\([,=\\ ])/g : /\\([,= ])/g);
    if (this.reservedTags.has(key.name)) {
      throw new Fault('reserved', start, `the tag key ${quote(key.name)} is reserved by servers`);
    }
    if (!this.v1 && key.name.includes('\0')) {
      throw new Fault('invalid-character', start, 'a NUL character in a tag key');
    }
    return key;
  }

  private readFields(fields: { [key: string]: ParsedFieldValue }): void {
    const { text, units, fieldKeys, numbers } = this;
    if (this.skipSpace() === NEWLINE) throw new Fault('missing-fields', this.pos, 'the fields are missing');
    let same = true;
    let start = this.pos;
    for (let index = 0; ; index++) {
      let key = fieldKeys[index] ?? NO_KEY;
      let pos = start + key.units.length;
      if (units[pos] !== EQUALS || !this.isAt(key, start)) {
        key = this.readFieldKey(start);
        pos = start + key.units.length;
        fieldKeys[index] = key;
        fieldKeys.length = index + 1;
        same = false;
      }
      if (!same && this.v3 && own.call(fields, key.name)) {
        throw new Fault('duplicate-field', start, `the field ${quote(key.name)} occurs twice`);
      }
      pos++;
      let code = units[pos] as number;
      if ((code >= 48 && code <= 57) || code === 45 || code === 46) {
        put(fields, key, numbers.read(units, text, pos, !this.v3, this.unsigned));
        pos = numbers.end;
      } else if (code === QUOTE) {
        put(fields, key, this.readString(pos));
        pos = this.pos;
      } else {
        const length = this.readBoolean(pos);
        put(fields, key, code === 116 || code === 84);
        pos += length;
      }
      code = units[pos] as number;
      if (code === COMMA) {
        start = pos + 1;
        continue;
      }
      this.pos = pos;
      if (code === SPACE || code === NEWLINE) return;
      if (code === RETURN && this.atReturn()) return;
      throw new Fault('invalid-value', pos, 'after a value comes a comma, a space or the end of the line');
    }
  }

  private readFieldKey(start: number): Key {
    const end = this.scanName(start, 'field key');
    if (this.units[end] !== EQUALS) {
      if (end === start) throw new Fault('missing-field-key', start, 'a field is missing after the comma');
      throw new Fault('missing-field-value', end, 'a field needs a value: key=value');
    }
    if (end === start) throw new Fault('missing-field-key', start, 'the field key is missing before the equals sign');
    // Servers look for the equals sign in pairs of characters first and one by one later: they find none after it.
    if (this.units[end - 1] === BACKSLASH) {
      throw new Fault('invalid-character', end - 1, 'a field key ends in a backslash');
    }
    // 1.x and 2.x also take the backslash from a quote here
    return makeKey(this.text.slice(start, end), this.v3 ? /\\([,=\\ ])/g : /\\([,=" ])/g);
  }

  /** Reads the string whose opening quote is at `open`, and moves past its closing quote. */
  private readString(open: number): string {
    const { text, units } = this;
    let escapes = false;
    let pos = open + 1;
    let code = units[pos] as number;
    while (code !== QUOTE) {
      if (code === BACKSLASH) {
        escapes = true;
        pos++;
      } else if (code === NEWLINE) {
        if (pos >= text.length) break;
        this.broken = true;
      }
      code = units[++pos] as number;
    }
    if (pos >= text.length) throw new Fault('unclosed-string', open, 'the string has no closing quote');
    this.pos = pos + 1;
    const value = text.slice(open + 1, pos);
    return escapes ? value.replace(/\\(["\\])/g, '$1') : value;
  }

  /** The length of the boolean at `pos`. */
  private readBoolean(pos: number): number {
    const { text, units } = this;
    let end = pos;
    let code = units[end] as number;
    while ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) code = units[++end] as number;
    const length = end - pos;
    const first = units[pos];
    if (length === 1 && (first === 116 || first === 102 || first === 84 || first === 70)) return 1;
    switch (length > 5 ? '' : text.slice(pos, end)) {
      case 'true':
      case 'True':
      case 'TRUE':
      case 'false':
      case 'False':
      case 'FALSE':
        return length;
      default:
        if (length === 0 && (code === COMMA || code === SPACE || code === NEWLINE)) {
          throw new Fault('missing-field-value', pos, 'the field has no value');
        }
        throw new Fault('invalid-value', pos, 'this is not a value; strings are quoted, and NaN and Inf do not exist');
    }
  }

  private readTimestamp(): bigint | undefined {
    let code = this.skipSpace();
    if (code === RETURN && this.atReturn()) code = NEWLINE;
    if (code === NEWLINE) return undefined;
    const timestamp = this.timestamps.read(this.units, this.text, this.pos);
    this.pos = this.timestamps.end;
    code = this.skipSpace();
    if (code === RETURN && this.atReturn()) return timestamp;
    if (code === NEWLINE) return timestamp;
    throw new Fault('invalid-timestamp', this.pos, 'after the timestamp the line must end');
  }
}

/** Memory that stays between calls; a larger one goes back to the engine. */
const KEPT = 1024 * 1024;

const utf8: TextEncoder = /* @__PURE__ */ new TextEncoder();
let bytes: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

/**
 * The UTF-16 units of a string, in which a parser finds its way three times faster than by `charCodeAt`. Two newlines
 * follow the end, so that whoever looks one or two ahead finds an end of line there.
 */
export class CodeUnits {
  units: Uint16Array = new Uint16Array(0);

  fill(text: string): Uint16Array {
    const { length } = text;
    if (this.units.length < length + 2 || this.units.length > Math.max(KEPT, length * 4)) {
      this.units = new Uint16Array(length + 2 + (length >> 3));
    }
    const { units } = this;
    // as many bytes as units: ASCII, which is copied natively
    if (bytes.length < length) bytes = new Uint8Array(length + (length >> 3));
    const scratch = bytes;
    const { read, written } = utf8.encodeInto(text, scratch);
    if (read === length && written === length) {
      units.set(scratch.length === length ? scratch : scratch.subarray(0, length));
    } else {
      for (let i = 0; i < length; i++) units[i] = text.charCodeAt(i);
    }
    if (bytes.length > KEPT) bytes = new Uint8Array(0);
    units[length] = NEWLINE;
    units[length + 1] = NEWLINE;
    return units;
  }
}
