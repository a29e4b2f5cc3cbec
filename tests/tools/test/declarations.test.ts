import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';
import { expect, test } from 'vitest';
import { layOut, publishDeclarations } from '../../../tsdown.declarations.js';
import { temporaryFolder } from './temporary-folder.js';

test.each<[name: string, printed: string, wanted: string]>([
  [
    'the doc comment of a member stands before it, not behind the member above',
    'interface A {\n  /** One. */one: 1; /** Two. */\n  two: 2;\n}',
    'interface A {\n\t/** One. */one: 1;\n\t/** Two. */\n\ttwo: 2;\n}',
  ],
  [
    'so does that of what follows a block',
    'type A = {\n  a: {\n    /** B. */b: 1;\n  }; /** C. */\n  c: 1;\n};',
    'type A = {\n\ta: {\n\t\t/** B. */b: 1;\n\t};\n\t/** C. */\n\tc: 1;\n};',
  ],
  [
    'a type that fits a line takes one, from the inside out',
    'type A = {\n  headers: {\n    [name: string]: unknown;\n  };\n  content?: never;\n};',
    'type A = { headers: { [name: string]: unknown; }; content?: never; };',
  ],
  [
    'a type with a comment in it keeps its lines',
    'type A = {\n  /** One. */one: 1;\n};',
    'type A = {\n\t/** One. */one: 1;\n};',
  ],
  [
    'code in a doc comment stays as it is',
    '/**\n* @example\n* const a = {\n*   b; /* c */\n* };\n*/\ndeclare const a: 1;',
    '/**\n* @example\n* const a = {\n*   b; /* c */\n* };\n*/\ndeclare const a: 1;',
  ],
  [
    'a type that is too long keeps its lines',
    `type A = {\n  ${'a'.repeat(100)}: ${'b'.repeat(20)};\n};`,
    `type A = {\n\t${'a'.repeat(100)}: ${'b'.repeat(20)};\n};`,
  ],
])('%s', (_, printed, wanted) => {
  expect(layOut(printed)).toBe(wanted);
  expect(layOut(printed).replace(/\s+/g, '')).toBe(printed.replace(/\s+/g, ''));
});

/** Writes files below a folder. */
function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

test('a map leads to copies of the sources, those that are inlined too, and nowhere from what is generated', () => {
  const root = temporaryFolder();
  const sources = ['../src/part.ts', '../../internal/src/shared.ts', '../src/generated/schema.ts'];
  const printed = [
    'declare const part: {',
    '  a: 1; /** Doc. */',
    '  b: 2;',
    '};',
    'type Shared = 1;',
    'type Made = 2;',
  ];
  const segments: SourceMapSegment[][] = [
    [[14, 0, 1, 13]],
    [[2, 0, 1, 21]],
    [[2, 0, 1, 39]],
    [],
    [[5, 1, 0, 12]],
    [[5, 2, 0, 12]],
  ];
  write(root, {
    'one/src/part.ts':
      "import type { Shared } from '@influxkit/internal/shared';\nexport const part: { a: 1; /** Doc. */ b: 2 };\n",
    'one/src/generated/schema.ts': 'export type Made = 2;\n',
    'internal/src/shared.ts': 'export type Shared = 1;\n',
    'one/dist/index.d.cts': `${printed.join('\n')}\n//# sourceMappingURL=index.d.cts.map`,
    'one/dist/index.d.cts.map': JSON.stringify({ version: 3, names: [], sources, mappings: encode(segments) }),
    'one/dist/made.d.cts': 'type Made = 2;\n//# sourceMappingURL=made.d.cts.map',
    'one/dist/made.d.cts.map': JSON.stringify({ version: 3, names: [], sources: sources.slice(2), mappings: 'AAAA' }),
  });
  const dist = join(root, 'one/dist');
  publishDeclarations(join(root, 'one'), dist);

  const read = (path: string): string => readFileSync(join(dist, path), 'utf8');
  const text = read('index.d.cts').split('\n');
  const map = JSON.parse(read('index.d.cts.map')) as { sources: string[]; mappings: string };
  const shown = decode(map.mappings).flatMap((line, index) =>
    line.map(([column, source, sourceLine = 0, sourceColumn]) => {
      const word = (content = '', start = 0): string => /^\w*/.exec(content.slice(start))?.[0] ?? '';
      const from = word(text[index], column);
      if (source === undefined) return [from];
      const path = map.sources[source] ?? '';
      return [from, path, word(read(path).split('\n')[sourceLine], sourceColumn)];
    }),
  );
  expect(shown).toEqual([
    ['part', 'src/part.ts', 'part'],
    ['a', 'src/part.ts', 'a'],
    ['b', 'src/part.ts', 'b'],
    ['Shared', 'src/internal/shared.ts', 'Shared'],
    ['Made'],
  ]);
  expect(read('src/part.ts')).toContain("from './internal/shared.js';");
  expect(read('made.d.cts')).toBe('type Made = 2;\n');
  expect(() => read('made.d.cts.map')).toThrow('ENOENT');
});
