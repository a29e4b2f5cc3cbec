/** The mean of five years. */
export interface Window {
  readonly from: number;
  readonly mean: number;
}

/** A table of the windows with a bar each, as wide as the largest allows. */
export function print(title: string, windows: readonly Window[], width = 48): void {
  const largest = Math.max(...windows.map(({ mean }) => mean));
  console.log(`\n${title}`);
  for (const { from, mean } of windows) {
    const bar = '█'.repeat(Math.round((mean / largest) * width));
    console.log(`${from}–${from + 4}  ${mean.toFixed(2).padStart(9)}  ${bar}`);
  }
}
