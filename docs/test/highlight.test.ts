import { expect, test } from 'vitest';
import { linesOnce } from '../src/site/highlight.js';

type Highlighter = Parameters<typeof linesOnce>[0];

/** A highlighter that notes what it reads: the line, and for how many milliseconds it would at most. */
function noting() {
  const read: (readonly [line: string, limit: number | undefined])[] = [];
  const state = { equals: () => true };
  const grammar = {
    tokenizeLine2(line: string, _state: unknown, limit?: number) {
      read.push([line, limit]);
      return { tokens: new Uint32Array(2), ruleStack: state, stoppedEarly: false };
    },
  };
  const internal = { getLanguage: () => grammar, setTheme: () => ({}) };
  const highlighter = { getInternalContext: () => internal } as unknown as Highlighter;
  return { highlighter, read, state: state as never };
}

test('each line is read once for each theme, and to its end however long that takes', () => {
  const { highlighter, read, state } = noting();
  linesOnce(highlighter);
  const { getLanguage, setTheme } = highlighter.getInternalContext();
  for (const theme of ['light', 'dark', 'light']) {
    setTheme(theme);
    // A limit, as highlighters give one: what a busy machine does not get to would have no colours.
    for (const line of ['const a = 1;', 'const a = 1;']) getLanguage('ts').tokenizeLine2(line, state, 500);
  }
  expect(read).toEqual([
    ['const a = 1;', 0],
    ['const a = 1;', 0],
  ]);
});
