import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { part } from '../../../../tests/tools/src/scope.js';
import { ContractError } from '../../src/base/diagnostics.js';
import { GENERATED_MARK } from '../../src/base/generated-mark.js';
import { applyPlan } from '../../src/generate/write/apply-plan.js';
import { isBundle, planWrite } from '../../src/generate/write/write-plan.js';
import { folderOf } from '../load/folder.js';

const module_ = (text: string): string => `${GENERATED_MARK} from T. Do not edit.\n${text}`;

/** Everything in a folder, by path. */
function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map(({ name, parentPath }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

const actionsOf = (folder: string, files: Map<string, string>): string[] =>
  planWrite(folder, files).changes.map(({ action, path }) => `${action} ${path.slice(folder.length + 1)}`);

describe('a plan says what is to be done and does nothing', () => {
  test('new, changed, equal and stale files', () => {
    const folder = folderOf({
      'equal.ts': module_('a'),
      'changed.ts': module_('a'),
      'stale.ts': module_('a'),
      'own.ts': 'export {};\n',
      'notes.txt': module_('a'),
    });
    const before = contentOf(folder);
    const files = new Map([
      ['new.ts', module_('n')],
      ['equal.ts', module_('a')],
      ['changed.ts', module_('b')],
    ]);
    expect(actionsOf(folder, files)).toEqual([
      'create new.ts',
      'keep equal.ts',
      'update changed.ts',
      'remove stale.ts',
    ]);
    expect(contentOf(folder)).toEqual(before);
    applyPlan(planWrite(folder, files));
    expect(contentOf(folder)).toEqual({
      'new.ts': module_('n'),
      'equal.ts': module_('a'),
      'changed.ts': module_('b'),
      'own.ts': 'export {};\n',
      'notes.txt': module_('a'),
    });
    expect(actionsOf(folder, files)).toEqual(['keep new.ts', 'keep equal.ts', 'keep changed.ts']);
  });

  test('a file that is equal is not touched', () => {
    const folder = folderOf({ 'a.ts': module_('a') });
    utimesSync(join(folder, 'a.ts'), 1000, 1000);
    applyPlan(
      planWrite(
        folder,
        new Map([
          ['a.ts', module_('a')],
          ['b.ts', module_('b')],
        ]),
      ),
    );
    expect(statSync(join(folder, 'a.ts')).mtimeMs).toBe(1_000_000);
  });
});

describe('what was not generated is never replaced or removed', () => {
  const cases: [name: string, files: Record<string, string>, write: string][] = [
    ['a module of somebody', { 'index.ts': 'export {};\n' }, 'index.ts'],
    ['a module that mentions the mark later', { 'index.ts': `\n${module_('a')}` }, 'index.ts'],
    ['an empty file', { 'index.ts': '' }, 'index.ts'],
    ['a manifest of something else', { 'manifest.json': '{"generator":"other 1"}' }, 'manifest.json'],
  ];
  test.each(cases)('%s', (_name, files, write) => {
    const folder = folderOf(files);
    const plan = planWrite(folder, new Map([[write, module_('x')]]));
    expect(plan.problems.map(({ code }) => code)).toEqual(['output-foreign']);
    expect(plan.changes).toEqual([]);
  });

  test('a document that is not a contract, in the place of the bundle', () => {
    const folder = folderOf({ 'package.json': '{"name":"x"}', 'openapi.json': '{"openapi":"3.1.0"}' });
    const extra = (name: string) => ({ path: join(folder, name), text: '{}', replaces: isBundle });
    expect(planWrite(folder, new Map(), [extra('package.json')]).problems.map(({ code }) => code)).toEqual([
      'output-foreign',
    ]);
    expect(planWrite(folder, new Map(), [extra('openapi.json')]).problems).toEqual([]);
  });

  test('a folder or a symbolic link of that name', () => {
    const folder = folderOf({ 'target.ts': module_('a'), 'out/a.ts/x': '' });
    symlinkSync('../target.ts', join(folder, 'out/b.ts'));
    const plan = planWrite(
      join(folder, 'out'),
      new Map([
        ['a.ts', module_('x')],
        ['b.ts', module_('x')],
      ]),
    );
    expect(plan.problems.map(({ code }) => code)).toEqual(['output-foreign', 'output-outside']);
    expect(readFileSync(join(folder, 'target.ts'), 'utf8')).toBe(module_('a'));
  });
});

test('a manifest that a merge has broken is replaced', () => {
  const broken = '{\n<<<<<<< ours\n  "generator": "influxkit 1.0.0",\n=======\n>>>>>>> theirs\n}';
  const folder = folderOf({ 'manifest.json': broken });
  expect(actionsOf(folder, new Map([['manifest.json', '{}']]))).toEqual(['update manifest.json']);
});

test('no name of a file leads out of the output folder', () => {
  const names = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '../a.ts',
      '/etc/passwd',
      'a/../../b',
      '..',
      '.',
      '',
      'a\0b',
      'C:\\x',
      '..\\a',
      'con.ts',
      '~',
      'a/b.ts',
      '.hidden',
    ),
    fc.array(fc.constantFrom('..', '.', 'a', '/', '\\', '%2e'), { maxLength: 6 }).map((parts) => parts.join('/')),
  );
  fc.assert(
    fc.property(names, (name) => {
      const outer = folderOf({});
      const folder = join(outer, 'out');
      const plan = planWrite(folder, new Map([[name, 'x']]));
      for (const { path } of plan.changes) expect(dirname(path)).toBe(folder);
      expect(plan.changes.length + plan.problems.length).toBe(1);
      if (plan.problems.length === 0) applyPlan(plan);
      expect(readdirSync(outer).filter((entry) => entry !== 'out')).toEqual([]);
    }),
    { numRuns: part(4, 300) },
  );
});

test('after writing, the folder holds the files that were made and those of others, and a second run changes nothing', () => {
  const name = fc.constantFrom('a.ts', 'b.ts', 'c.ts', 'd.md', 'e.ts');
  const generated = fc.dictionary(name, fc.string().map(module_), { noNullPrototype: true });
  const foreign = fc.dictionary(fc.constantFrom('own.ts', 'notes.txt', 'x.md'), fc.string(), { noNullPrototype: true });
  fc.assert(
    fc.property(generated, generated, foreign, (before, after, others) => {
      const folder = folderOf({ ...before, ...others });
      const files = new Map(Object.entries(after));
      applyPlan(planWrite(folder, files));
      expect(contentOf(folder)).toEqual({ ...after, ...others });
      expect(planWrite(folder, files).changes.every(({ action }) => action === 'keep')).toBe(true);
    }),
    { numRuns: part(4, 100) },
  );
});

test('what the system refuses is an error, and leaves no temporary file', () => {
  const folder = folderOf({ 'out/a.ts': module_('a') });
  const plan = planWrite(
    join(folder, 'out'),
    new Map([
      ['a.ts', module_('b')],
      ['b.ts', module_('b')],
    ]),
  );
  // Between plan and work, a folder takes the place of a file.
  mkdirSync(join(folder, 'out/b.ts/x'), { recursive: true });
  expect(() => applyPlan(plan)).toThrow(ContractError);
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(['a.ts', 'b.ts']);
});

test('a place that cannot be a folder is reported before anything is written', () => {
  const folder = folderOf({ file: '' });
  const plan = planWrite(join(folder, 'file/out'), new Map([['a.ts', module_('a')]]));
  expect(plan.problems.map(({ code }) => code)).toEqual(['output-foreign']);
});

test('the leftovers of a process that is gone are removed, those of one that runs are not', () => {
  const gone = '.a.ts.2147483646.0123abcd.influxkit-tmp';
  const running = `.a.ts.${process.pid}.0123abcd.influxkit-tmp`;
  const other = '.a.ts.1.tmp';
  const folder = folderOf({ [gone]: 'x', [running]: 'x', [other]: 'x' });
  applyPlan(planWrite(folder, new Map([['a.ts', module_('a')]])));
  expect(readdirSync(folder).sort()).toEqual([running, other, 'a.ts'].sort());
  const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
  utimesSync(join(folder, running), old, old);
  applyPlan(planWrite(folder, new Map([['a.ts', module_('b')]])));
  expect(existsSync(join(folder, running))).toBe(false);
});

test('a folder that may not be written gives an error that names the file', { skip: process.getuid?.() === 0 }, () => {
  const folder = folderOf({ 'out/x': '' });
  chmodSync(join(folder, 'out'), 0o500);
  expect(() => applyPlan(planWrite(join(folder, 'out'), new Map([['a.ts', 'x']])))).toThrow(
    /a\.ts.*permission is denied/,
  );
  chmodSync(join(folder, 'out'), 0o700);
});

test('a process that is killed while it writes leaves every file whole: as it was or as it shall be', async () => {
  const folder = folderOf({});
  const writer = join(folder, 'writer.mjs');
  const size = 300_000;
  writeWriter(writer);
  const out = join(folder, 'out');
  const names = ['a.ts', 'b.ts', 'c.ts', 'manifest.json'];
  for (let round = 0; round < part(4, 12); round++) {
    const child = spawn(process.execPath, [writer, out, String(size)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await started(child);
    await new Promise((resolve) => setTimeout(resolve, round * 7));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    for (const name of names) {
      const text = readFileSync(join(out, name), 'utf8');
      // Each file is a mark and one letter over and over: a half-written or mixed one is of another length or kind.
      const body = text.slice(text.indexOf('\n') + 1);
      expect(body.length).toBe(size);
      expect(body).toBe((body[0] ?? '').repeat(size));
    }
  }
  // The next run cleans up.
  applyPlan(planWrite(out, new Map([['z.ts', module_('z')]])));
  expect(readdirSync(out).filter((name) => name.endsWith('.influxkit-tmp'))).toEqual([]);
});

/** A program that writes the same four files for ever, each time of another letter. */
function writeWriter(path: string): void {
  const source = fileURLToPath(new URL('../../src/generate/write/', import.meta.url));
  writeFileSync(
    path,
    `import { createJiti } from ${JSON.stringify(import.meta.resolve('jiti'))};
    const jiti = createJiti(import.meta.url);
    const { applyPlan } = await jiti.import('${source}apply-plan.ts');
    const { planWrite } = await jiti.import('${source}write-plan.ts');
    const [folder, size] = process.argv.slice(2);
    for (let round = 0; ; round++) {
      const text = '${GENERATED_MARK}\\n' + String.fromCharCode(97 + (round % 26)).repeat(Number(size));
      const manifest = '{"generator": "influxkit 0", \\n' + text.slice(text.indexOf('\\n') + 1);
      applyPlan(planWrite(folder, new Map([['a.ts', text], ['b.ts', text], ['c.ts', text], ['manifest.json', manifest]])));
      if (round === 1) console.log('started');
    }`,
  );
}

/** @throws Error where it ends before it has written once, instead of waiting for ever */
async function started(child: ChildProcess): Promise<void> {
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`the program that writes ended with ${code} before it wrote`)));
  });
}
