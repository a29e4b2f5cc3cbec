/**
 * Compares the float formatter with `String(value)` over many values of many kinds, reads them back, and times it.
 * Run: `npm run prove:float -w @influxkit/line-protocol -- 27000000`
 */
import { writeFloat } from '../src/float.js';
import { NumberReader } from '../src/parse/value-readers.js';

const total = Number(process.argv[2] ?? 2_000_000);
const words = new Uint32Array(2);
const doubles = new Float64Array(words.buffer);

/** xorshift128: fast, seeded, so that a mismatch can be found again. */
const seed = Number(process.argv[3] ?? Date.now() % 0x7fffffff);
let x = seed | 1;
let y = 362436069;
let z = 521288629;
let w = 88675123;
const random32 = (): number => {
  const t = x ^ (x << 11);
  x = y;
  y = z;
  z = w;
  w = w ^ (w >>> 19) ^ (t ^ (t >>> 8));
  return w >>> 0;
};
const random = (): number => (random32() * 2097152 + (random32() >>> 11)) / 9007199254740992;
const decimals = (places: number, range: number): number => Math.round(random() * range * 10 ** places) / 10 ** places;
const fromBits = (high: number, low: number): number => {
  words[0] = low;
  words[1] = high;
  return doubles[0] as number;
};

const kinds: Record<string, () => number> = {
  'unit interval': random,
  'times 100': () => random() * 100,
  'any magnitude of the fast range': () => (random() - 0.5) * 10 ** (Math.floor(random() * 24) - 7),
  'any bits': () => fromBits(random32(), random32()),
  'two decimals': () => decimals(2, 1000),
  'one to seventeen decimals': () => decimals(1 + (random32() % 17), 10 ** (random32() % 9)),
  'decimal text of 15 to 17 digits': () => Number(`${random32() % 1000}.${random32()}${random32() % 100000}`),
  integers: () => Math.floor(random() * 2 ** (random32() % 64)),
  'powers of two and their neighbours': () =>
    fromBits(
      ((1023 - 20 + (random32() % 70)) << 20) + (random32() % 2 ? 0 : -1),
      random32() % 3 ? random32() % 4 : 0xffffffff,
    ),
  'sums that are not decimal': () => decimals(2, 100) + decimals(2, 100) * 3,
  products: () => decimals(3, 100) * decimals(1, 10),
  'few significant bits': () => ((random32() % 4096) - 2048) * 2 ** ((random32() % 80) - 40),
};

const bytes = new Uint8Array(64);
const view = new DataView(bytes.buffer);
const reader = new NumberReader();
const units = new Uint16Array(64);
const unitsOf = (text: string): Uint16Array => {
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  units[text.length] = 10;
  return units;
};
const decoder = new TextDecoder('latin1');
const each = Math.ceil(total / Object.keys(kinds).length);
let checked = 0;
for (const [kind, next] of Object.entries(kinds)) {
  for (let i = 0; i < each; i++) {
    const value = next();
    if (!Number.isFinite(value)) continue;
    const end = writeFloat(bytes, view, 0, value);
    const want = Object.is(value, -0) ? '-0' : String(value);
    let same = end === want.length;
    for (let j = 0; same && j < end; j++) same = bytes[j] === want.charCodeAt(j);
    if (!same) {
      console.error(`MISMATCH (${kind}, seed ${seed}): ${decoder.decode(bytes.subarray(0, end))}, want ${want}`);
      process.exit(1);
    }
    // and back: a whole line would hide what the number costs
    if (reader.read(unitsOf(want), want, 0, true, true) !== value) {
      console.error(`MISREAD (${kind}, seed ${seed}): ${want}`);
      process.exit(1);
    }
    checked++;
  }
}
for (let i = 0; i < each; i++) {
  const text = `${random32() % 1000}.${String(random32()).padStart(10, '0')}${random32() % 100000}`;
  if (reader.read(unitsOf(text), text, 0, true, true) !== Number(text)) {
    console.error(`MISREAD (any digits, seed ${seed}): ${text}`);
    process.exit(1);
  }
}
console.log(
  `${checked} values written as String does and read back, ${each} decimals read as Number does (seed ${seed})`,
);

for (const kind of ['times 100', 'two decimals', 'any magnitude of the fast range', 'any bits']) {
  const next = kinds[kind] as () => number;
  const values = Float64Array.from({ length: 200_000 }, () => {
    for (;;) {
      const value = next();
      if (Number.isFinite(value)) return value;
    }
  });
  const ours: number[] = [];
  const theirs: number[] = [];
  let out = 0;
  for (let round = 0; round < 7; round++) {
    let start = performance.now();
    for (const value of values) out += writeFloat(bytes, view, 0, value);
    ours.push(((performance.now() - start) * 1e6) / values.length);
    start = performance.now();
    for (const value of values) out += String(value).length;
    theirs.push(((performance.now() - start) * 1e6) / values.length);
  }
  const median = (list: number[]): string => (list.sort((a, b) => a - b)[3] as number).toFixed(1);
  console.log(`${kind}: ${median(ours)} ns, String ${median(theirs)} ns${out === 0 ? '!' : ''}`);
}
