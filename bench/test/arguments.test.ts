import { describe, expect, test } from 'vitest';
import { readArguments, UsageError } from '../src/harness/arguments.js';

const suites = ['encode', 'parse', 'annotated-csv', 'annotated-csv-server', 'growth'];

describe('the arguments of the command', () => {
  test.each([
    ['none: every suite', [], { names: suites, quick: false }],
    ['one suite', ['parse'], { names: ['parse'], quick: false }],
    ['several, which run in the order of all', ['growth', 'encode'], { names: ['encode', 'growth'], quick: false }],
    ['a suite and its trial', ['growth', '--quick'], { names: ['growth'], quick: true }],
  ])('%s', (_, args, want) => expect(readArguments(args, suites)).toEqual(want));

  test.each([
    ['a letter short', 'encod', 'encode'],
    ['another case', 'Parse', 'parse'],
    ['two letters changed', 'growht', 'growth'],
    ['the beginning of two', 'annotated', 'annotated-csv'],
    ['the end', 'csv-server', 'annotated-csv-server'],
    ['more than the name', 'encoder', 'encode'],
  ])('a name that is nearly one gets a suggestion: %s', (_, typed, near) => {
    expect(() => readArguments([typed], suites)).toThrow(UsageError);
    expect(() => readArguments([typed], suites)).toThrow(`There is no suite "${typed}". Is it ${near}?`);
  });

  test('a name that is like none gets all names', () => {
    expect(() => readArguments(['encode', 'disk'], suites)).toThrow(
      /no suite "disk"\.\n\n(?:.*\n)*Suites: .*annotated-csv-server, growth/,
    );
  });

  test('a mistyped option is refused, so that no trial rewrites the results', () => {
    expect(() => readArguments(['encode', '--quik'], suites)).toThrow('There is no option --quik.');
  });
});
