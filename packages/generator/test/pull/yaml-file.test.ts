import { describe, expect, test } from 'vitest';
import { NoPlace, YamlFile } from '../../src/lifecycle/pull/yaml-file.js';

const edited = (text: string, edit: (file: YamlFile) => void): string => {
  const file = new YamlFile('f.yaml', text);
  edit(file);
  return file.text;
};

describe('an entry is put between the lines that are there', () => {
  const cases: [string, string, (file: YamlFile) => void, string][] = [
    ['at the end of a map', 'a: 1\n', (file) => file.insert([], 'b', 2), 'a: 1\n\nb: 2\n'],
    ['behind another', 'a: 1\nc: 3\n', (file) => file.insert([], 'b', 2, 'a'), 'a: 1\nb: 2\nc: 3\n'],
    [
      'into an inner map, as deep as its neighbours',
      'm:\n    a: 1\nz: 0\n',
      (file) => file.insert(['m'], 'b', { c: 2 }),
      'm:\n    a: 1\n    b:\n      c: 2\nz: 0\n',
    ],
    [
      'behind a comment at the end of a line',
      'a: 1 # one\nc: 3\n',
      (file) => file.insert([], 'b', 2, 'a'),
      'a: 1 # one\nb: 2\nc: 3\n',
    ],
    [
      'before comments that belong to what follows',
      'm:\n  a: 1\n# of z\nz: 0\n',
      (file) => file.insert(['m'], 'b', 2),
      'm:\n  a: 1\n  b: 2\n# of z\nz: 0\n',
    ],
    [
      'set apart where entries are',
      'a:\n  x: 1\n\nc:\n  x: 1\n',
      (file) => file.insert([], 'd', 1, 'a'),
      'a:\n  x: 1\n\nd: 1\n\nc:\n  x: 1\n',
    ],
    [
      'behind a string of several lines',
      'a: |\n  one\n  two\nb: 1\n',
      (file) => file.insert([], 'c', 2, 'a'),
      'a: |\n  one\n  two\nc: 2\nb: 1\n',
    ],
    [
      'where the file ends without a line end',
      'm:\n  a: 1',
      (file) => file.insert(['m'], 'b', 2),
      'm:\n  a: 1\n  b: 2\n',
    ],
    [
      'into a map on one line',
      'm: { a: 1 }\n',
      (file) => file.insert(['m'], 'b', { c: [2] }),
      'm: { a: 1, "b": {"c":[2]} }\n',
    ],
    ['into an empty map', 'm: {}\nn: 1\n', (file) => file.insert(['m'], 'b', 2), 'm: { "b": 2 }\nn: 1\n'],
    ['into an empty file', '', (file) => file.insert([], 'b', 2), 'b: 2\n'],
    [
      'with the maps that are missing',
      'a: 1\nb: 2\n',
      (file) => file.insert(['x', 'y'], 'z', 1),
      'a: 1\nb: 2\nx:\n  y:\n    z: 1\n',
    ],
    ['only once', 'a: 1\n', (file) => file.insert([], 'a', 2), 'a: 1\n'],
    [
      'at the end of a list',
      'l:\n  - a\n  - b\nm: 1\n',
      (file) => file.append(['l'], { c: 1, d: 2 }),
      'l:\n  - a\n  - b\n  - c: 1\n    d: 2\nm: 1\n',
    ],
    [
      'at the end of a list without indentation',
      'l:\n- a: 1\n  b: 2\nm: 1\n',
      (file) => file.append(['l'], 'c'),
      'l:\n- a: 1\n  b: 2\n- c\nm: 1\n',
    ],
    ['into a list on one line', 'l: [a, b]\n', (file) => file.append(['l'], 'c'), 'l: [a, b, "c" ]\n'],
    [
      'in place of a string',
      'a: "x" # why\nb: 1\n',
      (file) => file.replaceScalar(['a'], 'y: #z'),
      'a: "y: #z" # why\nb: 1\n',
    ],
  ];
  test.each(cases)('%s', (_, text, edit, want) => {
    expect(edited(text, edit)).toBe(want);
  });

  test('keys and texts that would be markup are quoted', () => {
    const text = edited('a: 1\n', (file) => file.insert([], '*x: {', { y: '- # &', z: 'true' }));
    expect(new YamlFile('f', text).get(['*x: {'])).toEqual({ y: '- # &', z: 'true' });
  });
});

test('what is no map or list is refused with its place', () => {
  expect(() => edited('a: 1\n', (file) => file.insert(['a'], 'b', 1))).toThrow(NoPlace);
  expect(() => edited('a: 1\n', (file) => file.append(['a'], 1))).toThrow('There is no array at /a of f.yaml.');
});
