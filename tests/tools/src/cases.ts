import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSample } from './scope.js';

/**
 * Says how many cases of a family of attacks a test has tried: on the console, and in `test-results/cases/` of its
 * workspace, from which `docs/reliability.md` is made. A sample says it on the console alone. The number must follow from the tests alone, not from the machine.
 *
 * @param family as in `scripts/reliability.mjs`
 * @param part what of the family this test tries; each part says its number once
 */
export function noteCases(family: string, part: string, cases: number): void {
  if (isSample()) {
    console.log(`${family}: ${cases} cases of ${part}, a sample`);
    return;
  }
  const folder = join(process.cwd(), 'test-results', 'cases');
  mkdirSync(folder, { recursive: true });
  const name = `${family}.${part}`.replace(/[^\w.]+/g, '-');
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ family, part, cases })}\n`);
  console.log(`${family}: ${cases} cases of ${part}`);
}
