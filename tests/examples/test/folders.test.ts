import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from '../src/example.js';

const folders = readdirSync(`${root}examples`);
const tests = readdirSync(new URL('./', import.meta.url));

it.each(folders)('examples/%s says how to run it, and a test runs it', (name) => {
  const folder = `${root}examples/${name}`;
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  expect(manifest).toMatchObject({
    name: `@influxkit/example-${name}`,
    private: true,
    scripts: { start: 'tsx src/main.ts' },
  });
  expect(readFileSync(`${folder}/README.md`, 'utf8')).toMatch(/^# .+\n\n.+[\s\S]*npm start/);
  expect(existsSync(`${folder}/tsconfig.json`)).toBe(true);
  expect(tests).toContain(`${name}.test.ts`);
});

it.each(folders)('examples/%s installs every package that it imports', (name) => {
  const folder = `${root}examples/${name}`;
  const { dependencies, devDependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^(?!node_modules).*\.ts$/.test(path),
  );
  const imported = sources.flatMap((path) =>
    [...readFileSync(`${folder}/${path}`, 'utf8').matchAll(/from '(?!node:|\.)((?:@[\w-]+\/)?[\w-]+)/g)].map(
      ([, from]) => from,
    ),
  );
  expect(imported.length).toBeGreaterThan(0);
  const known = Object.keys({ ...dependencies, ...devDependencies });
  expect(imported.filter((from) => !known.includes(String(from)))).toEqual([]);
});
