import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { problemsIn, programOf } from '../../../scripts/repository/doc-comments.mjs';
import { root } from '../../../scripts/run.mjs';

const good = `
/** How it is done. */
export interface DoOptions {
  /** How often. */
  readonly times: number;
  /**
   * How loud.
   *
   * @default 1
   */
  readonly volume?: number;
}
/**
 * Does it.
 *
 * @example
 * doIt({ times: 2 });
 */
export function doIt(options: DoOptions): number {
  return options.times;
}
/** What goes wrong. */
export class DoError extends Error {}
`;

const changes = [
  ['of a function without a description', 'Does it.\n *\n * ', '', 'none: doIt: has no description'],
  ['of a function without an example', '@example\n * doIt({ times: 2 });', '', 'none: doIt: has no @example'],
  ['of an error without a description', '/** What goes wrong. */', '', 'none: DoError: has no description'],
  ['of an option without a description', '/** How often. */', '', 'none: DoOptions.times: has no description'],
  ['of an option without a default', '@default 1', '', 'none: DoOptions.volume: has no @default'],
] as const;

const fileOf = (name: string): string => join(root, `packages/none/src/${name.replaceAll(' ', '-')}.ts`);

describe('doc comments', () => {
  // One program for all, for each would read the platform's types anew.
  const program = programOf(
    [],
    new Map([
      [fileOf('good'), good],
      ...changes.map(([name, from, to]) => [fileOf(name), good.replace(from, to)] as const),
    ]),
  );
  const problemsOf = (name: string) => problemsIn(program, [{ name: 'none', file: fileOf(name) }]) as string[];

  test('that say everything are good', () => expect(problemsOf('good')).toEqual([]));

  test.each(changes)('%s are reported', (name, from, _, problem) => {
    expect(good).toContain(from);
    expect(problemsOf(name)).toEqual([problem]);
  });
});
