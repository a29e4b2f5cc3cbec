import { LineBuffer } from '@influxkit/line-protocol';
import { type Contender, interleave } from './harness/interleave.js';
import { progress } from './harness/progress.js';
import type { Suite, SuiteOptions } from './harness/suite.js';
import { below } from './line-protocol-data.js';

const LENGTHS = [16, 64, 200, 512, 2048, 16_384, 131_072] as const;
/** UTF-16 units that a turn encodes. */
const TURN = 262_144;
/** Different strings of each kind: one alone would be learned by heart. */
const VARIANTS = 16;

const WORDS = 'the disk of this machine is nearly full and the writer waits for room before it goes on'.split(' ');
const OTHER = 'größer Überlauf, naïve façade — 測定値 は 正常 です; Ошибка записи 😀'.split(' ');

/** Words up to a length; `mark` puts something between some of them. */
function words(length: number, from: readonly string[], mark: (at: number) => string): string {
  let text = '';
  for (let at = 0; text.length < length; at++) text += `${from[below(from.length)]}${mark(at)} `;
  // a pair of surrogates is not to be cut
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, 'x');
}

const some = (share: number, what: string) => (): string => (below(1000) < share * 1000 ? what : '');

/** What strings hold, and how often. */
const CONTENTS: readonly (readonly [name: string, make: (length: number) => string])[] = [
  ['clean', (length) => words(length, WORDS, () => '')],
  ['quotes, sparse', (length) => words(length, WORDS, some(0.05, '"'))],
  ['quotes, dense', (length) => words(length, ['"a":"b"', '"key":', '"v",'], () => '')],
  ['backslashes', (length) => words(length, ['C:\\Temp\\log', '\\\\server\\share', 'd:\\x'], () => '')],
  ['not ASCII', (length) => words(length, OTHER, () => '')],
  ['mixed', (length) => words(length, [...WORDS, ...OTHER, '"quoted"', 'C:\\Temp'], some(0.05, '\\"'))],
];

/** The ways to write a string field or a tag value: what to escape, and in what line. */
interface Kind {
  readonly name: string;
  readonly escaped: RegExp;
  /** The line that holds text which is escaped already. */
  line(text: string): string;
  append(buffer: LineBuffer, text: string): void;
  readonly lengths: readonly number[];
  readonly contents: readonly (readonly [name: string, make: (length: number) => string])[];
}

/** A tag value may not end in a backslash. */
const asTag = (text: string): string => text.replaceAll(/\\+(?=[ ,=]|$)/g, '/');

const KINDS: readonly Kind[] = [
  {
    name: 'string field',
    escaped: /["\\]/g,
    line: (text) => `m f="${text}"\n`,
    append: (buffer, text) => buffer.append({ measurement: 'm', fields: { f: text } }),
    lengths: LENGTHS,
    contents: CONTENTS,
  },
  {
    name: 'tag value',
    escaped: /[ ,=]/g,
    line: (text) => `m,t=${text} f=1\n`,
    append: (buffer, text) => buffer.append({ measurement: 'm', tags: { t: text }, fields: { f: 1 } }),
    lengths: [16, 64, 200, 512, 2048],
    contents: [
      ['clean', (length) => words(length, WORDS, () => '').replaceAll(' ', '-')],
      ['spaces', (length) => words(length, WORDS, () => '')],
      ['not ASCII', (length) => asTag(words(length, OTHER, () => ''))],
    ],
  },
];

const utf8 = new TextEncoder();
const target = new Uint8Array(TURN * 8);

/** Text as it comes from elsewhere: in memory of its own, where engines keep what is put together or cut as references to its parts. */
const flat = (text: string): string => Buffer.from(text).toString();

function contendersOf({ append, escaped, line }: Kind, texts: readonly string[], times: number): Contender[] {
  const lines = texts.map((text) => flat(line(text)));
  const buffer = new LineBuffer({ capacity: TURN * 4 });
  const turn = (name: string, run: (text: string, n: number) => void): Contender => ({
    name,
    run: () => {
      let units = 0;
      for (let n = 0; n < times; n++) {
        const text = texts[n % texts.length] as string;
        run(text, n % texts.length);
        units += text.length;
      }
      buffer.clear();
      return units;
    },
  });
  return [
    turn('encodeInto alone', (_, n) => utf8.encodeInto(lines[n] as string, target)),
    turn('regex, then encodeInto', (text) => utf8.encodeInto(line(text.replace(escaped, '\\$&')), target)),
    turn('influxkit', (text) => append(buffer, text)),
  ];
}

/** Text in string fields and tag values, by length and content. */
export const strings: Suite = {
  name: 'strings',
  run({ quick }: SuiteOptions) {
    const timing = { rounds: quick ? 3 : 7, milliseconds: quick ? 10 : 30 };
    const measured = KINDS.flatMap((kind) =>
      kind.contents.flatMap(([content, make]) =>
        kind.lengths.map((length) => {
          progress(`${kind.name}, ${content}, ${length}`);
          const texts = Array.from({ length: VARIANTS }, () => flat(make(length)));
          const times = Math.max(VARIANTS, Math.floor(TURN / length / 4));
          const [alone, naive, ours] = interleave(contendersOf(kind, texts, times), timing);
          if (!alone || !naive || !ours) throw new Error('three contenders make three results');
          return { kind: kind.name, content, length, alone, naive, ours };
        }),
      ),
    );
    const speed = (units: number): string => `${(units / 2 ** 20).toFixed(0)}`;
    return {
      title: 'Text in string fields and tag values',
      about:
        'One string of a length (in UTF-16 units) and a content, in a point that has nothing else of size, in millions of ' +
        'units (2^20) a second of processor time. All three write the same line around it. `encodeInto alone` is given the ' +
        'line as one string and escapes nothing: it is the bound. The naive way is a regular expression, a template for the ' +
        'line and `encodeInto`; it checks nothing. Points are ours with all that belongs to one: keys, order, checks.',
      tables: KINDS.map(({ name }) => ({
        title: `A ${name}`,
        columns: [
          'content',
          'length',
          'influxkit',
          'regex, then encodeInto',
          'encodeInto alone',
          'ratio to the naive way',
          'encodeInto alone is',
        ],
        rows: measured
          .filter(({ kind }) => kind === name)
          .map(({ content, length, alone, naive, ours }) => [
            content,
            length.toLocaleString('en'),
            speed(ours.unitsPerSecond),
            speed(naive.unitsPerSecond),
            speed(alone.unitsPerSecond),
            `${(ours.ratio / naive.ratio).toFixed(1)}×`,
            `${(1 / ours.ratio).toFixed(1)}×`,
          ]),
      })),
      packages: [],
      data: measured,
    };
  },
};
