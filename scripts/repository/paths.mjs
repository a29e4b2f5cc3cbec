// Paths of this machine leave the generator at one place, where they get slashes: a manifest, a changeset or a question to git
// that was written on Windows has to be read elsewhere.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const boundary = 'packages/generator/src/base/paths.ts';
const imported = /^import \{([^}]*)\} from 'node:path';/gm;

/** @returns {string[]} the files of the generator that make such paths themselves */
export function pathProblems(root, files) {
  const problems = [];
  for (const file of files.filter((name) => /^packages\/generator\/src\/.*\.ts$/.test(name) && name !== boundary)) {
    const text = readFileSync(join(root, file), 'utf8');
    const names = [...text.matchAll(imported)].flatMap(([, list]) => list.split(',').map((name) => name.trim()));
    for (const name of names.filter((name) => /^(relative|sep|posix|win32)\b/.test(name)))
      problems.push(`${file}: imports ${name} of node:path; use relativePath, shownPath or posix of ${boundary}`);
    if (/from 'node:path';/.test(text.replace(imported, '')))
      problems.push(`${file}: imports node:path as a whole; name what is used, so that this rule can see it`);
    if (/require\(['"](node:)?path['"]\)|from ['"]path['"]/.test(text))
      problems.push(`${file}: imports path; use node:path`);
  }
  return problems;
}
