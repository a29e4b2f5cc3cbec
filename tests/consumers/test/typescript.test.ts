import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  // It knows no `exports`, and TypeScript 7 does not know it.
  test.skipIf(version === '7')('with moduleResolution node10 finds the subpaths', async () => {
    const options = { ...node('CommonJS'), moduleResolution: 'node10', noEmit: true };
    await compile('node10', options, ['work.ts', 'mistakes.ts']);
  });

  // The compiler of TypeScript 7 counts as it goes, on several threads.
  test.skipIf(version === '7')('a client costs who checks declarations at most 15,000 types', async () => {
    const typesOf = async (name: string, code: string): Promise<number> => {
      await project.write(`${name}.ts`, code);
      const config = `tsconfig.${version}.${name}.json`;
      await project.write(config, JSON.stringify({ compilerOptions: page, files: [`${name}.ts`] }));
      const compiler = `node_modules/typescript-${version}/bin/tsc`;
      const output = await project.run(process.execPath, [compiler, '-p', config, '--extendedDiagnostics']);
      return Number(/^Types:\s*(\d+)/m.exec(output)?.[1]);
    };
    const client = await typesOf('client', "export { InfluxDB } from '@influxkit/influxdb/oss-v2';");
    const empty = await typesOf('empty', 'export {};');
    expect(client - empty).toBeGreaterThan(5_000);
    expect(client - empty).toBeLessThan(15_000);
  });

  test('with moduleResolution bundler compiles for a page', async () => {
    await compile('bundler', page, ['work.ts', 'mistakes.ts']);
  });
});
