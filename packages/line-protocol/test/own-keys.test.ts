import { afterEach, describe, expect, it } from 'vitest';
import { defineMeasurement, encodePoint, PointError } from '../src/index.js';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const cpu = defineMeasurement('cpu', {
  tags: ['host'],
  optionalTags: ['rack'],
  fields: { usage: 'float', hits: 'int?' },
});
const series = cpu.series({ host: 'a' });

const thrower = Object.defineProperty({}, 'usage', {
  enumerable: true,
  get: () => {
    throw new Error('an inherited getter was read');
  },
});

/** An object of its own keys, over a prototype that has enumerable ones. */
const over = <Own extends object>(own: Own, prototype: object): Own => Object.assign(Object.create(prototype), own);

describe('what an object inherits is no part of a point', () => {
  afterEach(() => {
    delete (Object.prototype as { polluted?: unknown }).polluted;
  });

  it.each<[name: string, encode: () => string, want: string]>([
    [
      'tags and fields of a point',
      () =>
        encodePoint({
          measurement: 'm',
          tags: over({ a: '1' }, { b: '2' }),
          fields: over({ x: 1 }, { y: 2 }),
        }),
      'm,a=1 x=1',
    ],
    [
      'tags of which all are inherited',
      () => encodePoint({ measurement: 'm', tags: over({}, { b: '2' }), fields: { x: 1 } }),
      'm x=1',
    ],
    [
      'a key that cannot be written',
      () =>
        encodePoint({ measurement: 'm', tags: over({ a: '1' }, { time: '2' }), fields: over({ x: 1 }, { time: 2 }) }),
      'm,a=1 x=1',
    ],
    ['a getter that throws', () => encodePoint({ measurement: 'm', fields: over({ x: 1 }, thrower) }), 'm x=1'],
    [
      'an optional field of a row',
      () => text(cpu.encode(over({ host: 'a', usage: 1 }, { hits: 7 }))),
      'cpu,host=a usage=1',
    ],
    [
      'an optional tag of a row',
      () => text(cpu.encode(over({ host: 'a', usage: 1 }, { rack: 'r' }))),
      'cpu,host=a usage=1',
    ],
    [
      'a key that rows do not have',
      () => text(cpu.encode(over({ host: 'a', usage: 1 }, { other: 1 }))),
      'cpu,host=a usage=1',
    ],
    [
      'of a row of a series',
      () => text(series.encode(over({ usage: 1 }, { hits: 7, other: 2 }))),
      'cpu,host=a usage=1',
    ],
    ['a time of a row', () => text(series.encode(over({ usage: 1 }, { time: 7 }))), 'cpu,host=a usage=1'],
    ['no prototype at all', () => text(series.encode(over({ usage: 1 }, { __proto__: null }))), 'cpu,host=a usage=1'],
  ])('%s', (_, encode, want) => {
    // more than once: the first learns the shape
    expect([encode(), encode(), encode()]).toEqual([want, want, want]);
  });

  it('a required field that is inherited is missing', () => {
    expect(() => series.encode(over({} as { usage: number }, { usage: 1 }))).toThrow(PointError);
    expect(() => series.encode(over({}, thrower) as { usage: number })).toThrow('the value is undefined');
  });

  it('a prototype of all objects that was polluted', () => {
    const point = { measurement: 'm', tags: { a: '1' }, fields: { x: 1 } };
    const before = [encodePoint(point), text(series.encode({ usage: 1 }))];
    Object.assign(Object.prototype, { polluted: 'yes' });
    expect([encodePoint(point), text(series.encode({ usage: 1 }))]).toEqual(before);
  });
});
