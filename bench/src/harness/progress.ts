const start = performance.now();
let current = '';

/**
 * What is done with what is measured now. The guard compares one table of a suite (`BENCH_ONLY`, its title), measured
 * thoroughly; the others are only run through.
 */
export function thoroughness(): 'asked' | 'thorough' | 'run-through' {
  const only = process.env['BENCH_ONLY'];
  if (only === undefined) return 'asked';
  return only === current ? 'thorough' : 'run-through';
}

/**
 * Says on the terminal what is measured now, and how many seconds the suite has taken so far. On a terminal one line
 * takes the place of the other, elsewhere each stays.
 */
export function progress(text: string): void {
  current = text;
  const line = `${((performance.now() - start) / 1000).toFixed(0).padStart(5)} s  ${text}`;
  const { columns = 80, isTTY } = process.stderr;
  process.stderr.write(isTTY ? `\r\u001b[K${line.slice(0, columns - 1)}` : `${line}\n`);
}

/** Clears the line, so that what is printed next does not follow it. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
