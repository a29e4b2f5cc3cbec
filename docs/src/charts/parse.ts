import { readFileSync } from 'node:fs';
import { root } from '../paths.js';

export interface ResultTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What its numbers count, where their columns have names of contenders: `s`, `µs`. */
  readonly unit?: string;
}

/** A suite of benchmarks, as `npm run bench` leaves it. */
export interface ResultSection {
  readonly title: string;
  readonly about: string;
  readonly tables: readonly ResultTable[];
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** The results of all suites by name; none where no benchmark has been run. */
export function readResults(): ReadonlyMap<string, ResultSection> {
  let text: string;
  try {
    text = readFileSync(`${root}/bench/RESULTS.json`, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  return new Map(Object.entries(JSON.parse(text) as Record<string, ResultSection>));
}

/** The number that a cell begins with: `7.4× (7.1–7.6)` → 7.4, `1,234` → 1234; undefined for words. */
export function numberIn(cell: string | undefined): number | undefined {
  const match = /^(-?[\d,]*\.?\d+(?:e[+-]?\d+)?)\s*(?:$|[^\w\s]|[a-zµ%]+(?:\/\w+)?\b|\s)/i.exec(cell?.trim() ?? '');
  const value = Number(match?.[1]?.replaceAll(',', ''));
  return match !== null && Number.isFinite(value) ? value : undefined;
}

/** The limit in `over 15 s`, the cell of one who was stopped there; undefined for all else. */
export function limitIn(cell: string | undefined): number | undefined {
  return numberIn(/^over\s+(.+)$/i.exec(cell?.trim() ?? '')?.[1]);
}

/** What a table is drawn as. */
export type Chart =
  | {
      readonly kind: 'lines';
      readonly x: readonly string[];
      readonly series: readonly Series[];
      readonly unit?: string;
    }
  | { readonly kind: 'bars'; readonly label: string; readonly bars: readonly Bar[] };

export interface Series {
  readonly name: string;
  /** Undefined where a contender gave up. */
  readonly values: readonly (number | undefined)[];
  /** Where the line ends without an end: what it would have gone beyond, and how the table says so. */
  readonly open?: { readonly at: number; readonly limit: number; readonly shown: string };
}

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** As the table has it. */
  readonly shown: string;
  /** It was stopped, and would have been longer than all others. */
  readonly isOpen?: boolean;
}

/**
 * How a table can be drawn; undefined where it holds no numbers to compare. Amounts of work that grow from row to row
 * are drawn as lines, names with numbers as bars.
 */
export function chartOf({ columns, rows, unit }: ResultTable): Chart | undefined {
  if (rows.length < 2) return undefined;
  const numbers = columns.map((_, index) => rows.map((row) => numberIn(row[index])));
  const amounts = numbers[0] ?? [];
  if (amounts.every((amount, row) => amount !== undefined && (row === 0 || amount > (amounts[row - 1] ?? amount)))) {
    const series = columns
      .map((name, index) =>
        seriesOf(
          name,
          numbers[index] ?? [],
          rows.map((row) => row[index]),
        ),
      )
      .slice(1)
      .filter(({ values, open }) => open !== undefined || values.some((value) => value !== undefined));
    if (series.length === 0) return undefined;
    return { kind: 'lines', x: rows.map(([first = '']) => first), series, ...(unit === undefined ? {} : { unit }) };
  }
  // Who failed has words where the others have numbers.
  const isMostly = (index: number): boolean => {
    const found = numbers[index]?.filter((value) => value !== undefined) ?? [];
    return index > 0 && found.length >= Math.max(2, rows.length / 2);
  };
  const column = columns.findIndex((name, index) => /^ratio/i.test(name) && isMostly(index));
  const measured = columns.findIndex((_, index) => isMostly(index));
  const chosen = column > 0 ? column : measured;
  if (chosen < 1) return undefined;
  const isRatio = chosen !== measured;
  const measure = columns[measured] ?? '';
  return {
    kind: 'bars',
    label: isRatio ? ratioLabel(columns[chosen] ?? '', measure) : measure,
    bars: rows.map((row, index) => {
      const value = numbers[chosen]?.[index];
      const words = row.slice(1).find((cell) => cell !== '') ?? '';
      // A ratio says nothing of how much it was.
      const amount = isRatio && value !== undefined ? `, ${withUnit(row[measured] ?? '', measure)}` : '';
      return {
        name: row[0] ?? '',
        value: value ?? 0,
        shown: row[chosen] ? `${row[chosen]}${amount}` : words,
        ...(value === undefined && limitIn(row[chosen] || words) !== undefined ? { isOpen: true } : {}),
      };
    }),
  };
}

/** `ratio (quartiles)` beside `rows/s` → `rows/s, ratio to the first (quartiles)`; `ratio of time` says of what. */
function ratioLabel(column: string, measure: string): string {
  const label = column.replace(/(?=\s*\(|$)/, ' to the first');
  return /^ratio of /i.test(column) ? label : `${measure}, ${label}`;
}

/** `1,234` in a column of `rows/s` → `1,234 rows/s`; `0.86 s` has its unit already. */
const withUnit = (cell: string, column: string): string =>
  /\//.test(column) && /^[\d.,]+$/.test(cell) ? `${cell} ${column}` : cell;

function seriesOf(
  name: string,
  values: readonly (number | undefined)[],
  cells: readonly (string | undefined)[],
): Series {
  const at = cells.findIndex((cell) => limitIn(cell) !== undefined);
  const limit = limitIn(cells[at]);
  return limit === undefined ? { name, values } : { name, values, open: { at, limit, shown: cells[at] ?? '' } };
}
