import { readFile } from 'node:fs/promises';

/** A year of the file beside this folder. */
export interface Year {
  readonly year: number;
  /** Million tonnes of carbon. */
  readonly total: number;
  /** Tonnes of carbon for each person. */
  readonly perCapita: number;
}

export async function readYears(): Promise<Year[]> {
  const text = await readFile(new URL('../co2.csv', import.meta.url), 'utf8');
  const [, ...lines] = text.trim().split('\n');
  return lines.map((line) => {
    const [year, total, perCapita] = line.split(',').map(Number);
    if (year === undefined || total === undefined || perCapita === undefined) throw new Error(`co2.csv: ${line}`);
    return { year, total, perCapita };
  });
}
