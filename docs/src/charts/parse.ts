import { readFileSync } from 'node:fs';
import { root } from '../paths.js';

export interface ResultTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
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

/** What a table is drawn as. */
export type Chart =
  | { readonly kind: 'lines'; readonly x: readonly string[]; readonly series: readonly Series[] }
  | { readonly kind: 'bars'; readonly label: string; readonly bars: readonly Bar[] };

export interface Series {
  readonly name: string;
  /** Undefined where a contender gave up. */
  readonly values: readonly (number | undefined)[];
}

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** As the table has it. */
  readonly shown: string;
}

/**
 * How a table can be drawn; undefined where it holds no numbers to compare. Amounts of work that grow from row to row
 * are drawn as lines, names with numbers as bars.
 */
export function chartOf({ columns, rows }: ResultTable): Chart | undefined {
  if (rows.length < 2) return undefined;
  const numbers = columns.map((_, index) => rows.map((row) => numberIn(row[index])));
  const amounts = numbers[0] ?? [];
  if (amounts.every((amount, row) => amount !== undefined && (row === 0 || amount > (amounts[row - 1] ?? amount)))) {
    const series = columns
      .map((name, index) => ({ name, values: numbers[index] ?? [] }))
      .slice(1)
      .filter(({ values }) => values.some((value) => value !== undefined));
    return series.length > 0 ? { kind: 'lines', x: rows.map(([first = '']) => first), series } : undefined;
  }
  // Who failed has words where the others have numbers.
  const isMostly = (index: number): boolean => {
    const found = numbers[index]?.filter((value) => value !== undefined) ?? [];
    return index > 0 && found.length >= Math.max(2, rows.length / 2);
  };
  const column = columns.findIndex((name, index) => /^ratio/i.test(name) && isMostly(index));
  const chosen = column > 0 ? column : columns.findIndex((_, index) => isMostly(index));
  if (chosen < 1) return undefined;
  return {
    kind: 'bars',
    label: columns[chosen] ?? '',
    bars: rows.map((row, index) => ({
      name: row[0] ?? '',
      value: numbers[chosen]?.[index] ?? 0,
      shown: row[chosen] || (row.slice(1).find((cell) => cell !== '') ?? ''),
    })),
  };
}
