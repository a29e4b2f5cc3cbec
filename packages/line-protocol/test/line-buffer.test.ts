import { describe, expect, it } from 'vitest';
import { LineBuffer, Point, type PointData } from '../src/index.js';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const point = (f: number, measurement = 'm'): PointData => ({ measurement, fields: { f } });

describe('LineBuffer', () => {
  it('hands over lines with their boundaries, and starts anew', () => {
    const buffer = new LineBuffer();
    buffer.append(point(1));
    buffer.append({ measurement: 'm', fields: { s: 'two\nrows' } });
    buffer.append(new Point('p').floatField('f', 3));
    expect([buffer.lines, buffer.byteLength]).toEqual([3, 6 + 15 + 6]);
    const batch = buffer.take();
    expect([buffer.lines, buffer.byteLength]).toEqual([0, 0]);
    expect(batch.lines).toBe(3);
    expect(text(batch.bytes)).toBe('m f=1\nm s="two\nrows"\np f=3\n');
    expect([0, 1, 2].map((i) => batch.text(i))).toEqual(['m f=1', 'm s="two\nrows"', 'p f=3']);
    expect(() => batch.line(3)).toThrow(RangeError);
    expect(() => batch.line(-1)).toThrow(RangeError);
  });

  it('a batch stays as it was while the buffer goes on', () => {
    const buffer = new LineBuffer({ capacity: 0 });
    buffer.append(point(1));
    const first = buffer.take();
    for (let i = 0; i < 1000; i++) buffer.append(point(i));
    expect(text(first.bytes)).toBe('m f=1\n');
    expect(buffer.take().lines).toBe(1000);
  });

  it('a slice is a view with its own boundaries, however often it is cut', () => {
    const buffer = new LineBuffer();
    for (let i = 0; i < 10; i++) buffer.append(point(i));
    const batch = buffer.take();
    const slice = batch.slice(2, 8).slice(1, 3);
    expect(slice.bytes.buffer).toBe(batch.bytes.buffer);
    expect([slice.lines, text(slice.bytes), slice.text(1)]).toEqual([2, 'm f=3\nm f=4\n', 'm f=4']);
    expect(text(batch.slice(0, 5).bytes) + text(batch.slice(5).bytes)).toBe(text(batch.bytes));
    expect(batch.slice(20).lines).toBe(0);
  });

  it('a refused point leaves no trace, wherever it was refused', () => {
    const buffer = new LineBuffer();
    buffer.append(point(1));
    for (const bad of [
      { measurement: 'm', tags: { t: 'x\n' }, fields: { f: 1 } },
      { measurement: 'm', tags: { t: 'x' }, fields: { f: 1, g: Number.NaN } },
      { measurement: 'm', fields: { f: 1 }, timestamp: 0.5 },
      { measurement: '', fields: { f: 1 } },
    ]) {
      expect(() => buffer.append(bad)).toThrow('m');
      expect(buffer.lines).toBe(1);
    }
    buffer.append(point(2));
    expect(text(buffer.take().bytes)).toBe('m f=1\nm f=2\n');
  });

  it('counts what it drops, and tells which it was', () => {
    const reported: number[] = [];
    const buffer = new LineBuffer({ onInvalid: 'drop', onDrop: (_, index) => reported.push(index) });
    expect(buffer.append(point(1))).toBe(true);
    expect(buffer.append(point(Number.NaN))).toBe(false);
    buffer.take();
    expect(buffer.append(point(Number.NaN))).toBe(false);
    expect([buffer.dropped, reported]).toEqual([2, [1, 2]]);
  });

  it('takes memory back', () => {
    const buffer = new LineBuffer({ capacity: 1000 });
    buffer.append(point(1));
    const batch = buffer.take();
    const memory = batch.bytes.buffer;
    buffer.recycle(batch);
    buffer.append(point(2));
    buffer.take();
    buffer.append(point(3));
    expect(buffer.bytes.buffer).toBe(memory);
    expect(text(buffer.bytes)).toBe('m f=3\n');
  });

  it('a batch given back twice is one memory, never two', () => {
    const buffer = new LineBuffer();
    buffer.append(point(1));
    const batch = buffer.take();
    buffer.recycle(batch);
    buffer.recycle(batch);
    buffer.append(point(2));
    const second = buffer.take();
    buffer.recycle(batch);
    buffer.append(point(3));
    const third = buffer.take();
    expect([text(second.bytes), text(third.bytes)]).toEqual(['m f=2\n', 'm f=3\n']);
  });

  it('appends lines as they are, without blank ones and comments', () => {
    const buffer = new LineBuffer();
    const lines = ' m f=1\n# a comment " with a quote\n\n\r\nm s="two\nrows, \\"" 5\r\nm,t="=a\\ b f=2';
    expect(buffer.appendLines(lines)).toBe(3);
    expect(buffer.appendLines(new TextEncoder().encode('m f=3\n'))).toBe(1);
    const batch = buffer.take();
    expect([0, 1, 2, 3].map((i) => batch.text(i))).toEqual([
      'm f=1',
      'm s="two\nrows, \\"" 5',
      'm,t="=a\\ b f=2',
      'm f=3',
    ]);
    expect(text(batch.bytes).endsWith('m f=3\n')).toBe(true);
  });

  it('looks at each byte of many lines a few times, however many there are', () => {
    let searched = 0;
    class Counting extends Uint8Array {
      override indexOf(byte: number, from = 0): number {
        const at = super.indexOf(byte, from);
        searched += (at < 0 ? this.length : at) - from;
        return at;
      }
      override includes(byte: number): boolean {
        searched += this.length;
        return super.includes(byte);
      }
    }
    const lines = new Counting(new TextEncoder().encode('cpu,host=a usage=0.5 1700000000000000000\n'.repeat(1000)));
    expect(new LineBuffer().appendLines(lines)).toBe(1000);
    expect(searched).toBeLessThan(lines.length * 4);
  });

  it('clear forgets', () => {
    const buffer = new LineBuffer();
    buffer.append(point(1));
    buffer.clear();
    expect([buffer.lines, buffer.byteLength, buffer.take().lines]).toEqual([0, 0, 0]);
  });

  it('tells what it was made for', () => {
    const buffer = new LineBuffer({ precision: 'ms', dialect: 'v3', capacity: 4096 });
    expect([buffer.precision, buffer.dialect]).toEqual(['ms', 'v3']);
    expect(buffer.capacity).toBeGreaterThanOrEqual(4096);
    expect(() => new LineBuffer({ capacity: -1 })).toThrow('capacity');
  });
});
