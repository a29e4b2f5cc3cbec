import { afterAll, beforeAll, describe, test } from 'vitest';
import { installProject, type Project } from '../src/project.js';
import { checkReport, reportIn, surroundings } from '../src/report.js';

/** Each compiler with the resolutions it is asked for: Node16 and NodeNext differ in the newest alone. */
const compilers: readonly (readonly [version: string, modules: readonly string[]])[] = [
  ['5.4', ['Node16']],
  ['5.9', ['NodeNext']],
  ['7', ['Node16', 'NodeNext']],
];
const extensions = ['ts', 'mts', 'cts'] as const;

/** What each project sets beside `strict`; libraries are checked as well, so that a declaration that is wrong shows. */
const common = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  target: 'ES2022',
};

/** Node alone, as its own types have it. */
const node = (module: string): object => ({
  ...common,
  module,
  moduleResolution: module,
  lib: ['ES2023', 'ESNext.Disposable'],
  types: ['node'],
});

/** A page: no types of Node, and a bundler makes the code. */
const page = {
  ...common,
  module: 'ESNext',
  moduleResolution: 'bundler',
  lib: ['ES2023', 'ESNext.Disposable', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
  types: [],
  noEmit: true,
};

let project: Project;
beforeAll(async () => {
  project = await installProject(
    'typescript',
    extensions.flatMap((extension) => [`work.${extension}` as const, `mistakes.${extension}` as const]),
  );
});
afterAll(() => project[Symbol.asyncDispose]());

describe.each(compilers)('TypeScript %s', (version, modules) => {
  /** Compiles with these options; throws with what the compiler says. */
  const compile = async (name: string, compilerOptions: object, files: readonly string[]): Promise<void> => {
    const config = `tsconfig.${version}.${name}.json`;
    await project.write(config, JSON.stringify({ compilerOptions, files }));
    await project.run(process.execPath, [`node_modules/typescript-${version}/bin/tsc`, '-p', config]);
  };

  test.each(modules)('with moduleResolution %s compiles both kinds of modules, which work', async (module) => {
    const outDir = `out-${version}-${module}`;
    const files = ['main.mts', 'main.cts', 'mistakes.mts', 'mistakes.cts'];
    await compile(module, { ...node(module), outDir, rootDir: '.' }, files);
    for (const entry of ['main.mjs', 'main.cjs']) {
      const around = surroundings(`ts_${version}_${module}_${entry}`);
      const output = await project.run(process.execPath, [`${outDir}/${entry}`, JSON.stringify(around)]);
      await checkReport(reportIn(output), around);
    }
  });

  test('with moduleResolution bundler compiles for a page', async () => {
    await compile('bundler', page, ['work.ts', 'mistakes.ts']);
  });
});
