import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { root } from '../example.js';

/** An example of a README: one of its ts blocks. */
export interface Block {
  /** Path of the README from the root of the repository. */
  readonly readme: string;
  /** Which of its ts blocks, from 0. */
  readonly index: number;
  readonly code: string;
}

/** The pages that people meet: READMEs of the repository and of each package that is published, and those of `docs` that have examples. */
export const readmes: readonly string[] = [
  'README.md',
  ...readdirSync(`${root}packages`)
    .filter((name) => !/"private": true/.test(readFileSync(`${root}packages/${name}/package.json`, 'utf8')))
    .map((name) => `packages/${name}/README.md`)
    .filter((path) => existsSync(`${root}${path}`)),
  ...readdirSync(`${root}docs`)
    .map((name) => `docs/${name}`)
    .filter((path) => path.endsWith('.md') && readFileSync(`${root}${path}`, 'utf8').includes('```ts\n')),
];

export function blocksOf(readme: string): Block[] {
  const text = readFileSync(`${root}${readme}`, 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = ''], index) => ({ readme, index, code }));
}
