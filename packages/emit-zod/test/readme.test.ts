import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { buildModel, emitClient, loadContract } from '../../generator/src/index.js';
import { zod } from '../src/index.js';
import { run } from './emitted.js';

const input = new URL('../../generator/test/fixtures/emitters/shipping.yaml', import.meta.url).pathname;

it('the first example of the README prints what it says', async () => {
  const config = { name: 'shipping', input, output: 'x', emitters: [zod] };
  const load = run(
    await emitClient(
      buildModel(await loadContract(input), config, () => {}),
      config,
    ),
  );
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, code = ''] = /## First example\n\n```js\n([\s\S]*?)```/.exec(readme) ?? [];
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const lines: string[] = [];
  const console = { log: (...values: unknown[]) => lines.push(values.join(' ')) };
  const start = new Function('exports', 'require', 'console', `return (async () => {${outputText}})();`);
  await start({}, (name: string) => load(name.replace('./shipping/', './')), console);
  const comments = [...code.matchAll(/console\.log\([^\n]*\); \/\/ (.*)|^ {2}\/\/ (.*)/gm)];
  expect(lines).toEqual(comments.map(([, behind, below]) => behind ?? below));
  expect(lines).toHaveLength(4);
});
