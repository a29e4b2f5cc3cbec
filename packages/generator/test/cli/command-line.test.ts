import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { every, isWhole } from '../../../../tests/tools/src/scope.js';
import type { CommandContext, ExitCode } from '../../src/cli/command.js';
import { main } from '../../src/cli/main.js';
import { folderOf } from '../load/folder.js';
import { CONFIG, PETS, ZOO } from './contract.js';

const FILES = { 'influxkit.config.mjs': CONFIG, 'api/pets.yaml': PETS, 'api/zoo.yaml': ZOO };

interface Result {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. */
async function run(cwd: string, args: string[], options: Partial<CommandContext> = {}): Promise<Result> {
  const [out, err]: [string[], string[]] = [[], []];
  const io: CommandContext = {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    isTerminal: false,
    useColor: false,
    cwd,
    builtAt: 0,
    onStop: () => {},
    ...options,
  };
  const code = await main(args, io);
  return { code, out: out.join(''), err: err.join('') };
}

const COMMAND = fileURLToPath(new URL('influxkit.mjs', import.meta.url));

describe('called wrongly, it says how it is called, with exit code 2', () => {
  const cases: [args: string[], want: RegExp][] = [
    [['genrate'], /There is no command "genrate"\. Did you mean generate\?/],
    [['generate', '--chekc'], /There is no option "--chekc"\. Did you mean --check\?/],
    [['generate', '-x'], /There is no option "-x"\./],
    [['generate', '--constructor'], /There is no option "--constructor"\./],
    [['generate', 'pets'], /"pets" is one argument too many\./],
    [['generate', '--product'], /--product needs a value: --product NAME\./],
    [['generate', '--output', '--check'], /--output needs a value: --output DIR\./],
    [['generate', '--check=yes'], /--check takes no value\./],
    [['generate', '--name', 'a', '--name', 'b'], /--name is given twice\./],
    [['generate', '--input', 'a.yaml'], /--input needs --output/],
    [['generate', '--input', 'a.yaml', '--output', 'b', '--config', 'c'], /--input and --config exclude each other\./],
    [['generate', '--output', 'b'], /--output goes with --input/],
    [['generate', '--check', '--watch'], /--check and --watch exclude each other\./],
    [['generate'], /config-missing: There is no influxkit\.config\.ts in/],
  ];
  test.each(cases)('%j', async (args, want) => {
    const { code, out, err } = await run(folderOf({}), args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(want);
  });

  test('a product that there is not', async () => {
    const { code, err } = await run(folderOf(FILES), ['generate', '--product', 'pest']);
    expect(code).toBe(2);
    expect(err).toMatch(/config-product-unknown: There is no product "pest"\n {2}fix: Did you mean "pets"\?/);
  });
});

describe('asked for help, it helps', () => {
  test.each([[['--help']], [['-h']], [['help']], [[]]])('%j', async (args) => {
    const { code, out } = await run('/', args);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}generate +Generates typed clients/m);
  });
  test('on a command, with every option', async () => {
    const { code, out } = await run('/', ['generate', '--help']);
    expect(code).toBe(0);
    for (const option of ['config', 'product', 'input', 'output', 'name', 'check', 'watch', 'force', 'json', 'help']) {
      expect(out).toContain(`--${option}`);
    }
  });
  test('on its version', async () => {
    expect((await run('/', ['--version'])).out).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('generate', () => {
  test('writes both products, then recognises that nothing changed, then notices a change', async () => {
    const cwd = folderOf(FILES);
    const first = await run(cwd, ['generate']);
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/^created pets\/generated\/schema\.ts$/m);
    expect(first.out).toMatch(/^created pets\/openapi\.json$/m);
    expect(first.out).toMatch(/^product +operations +schemas +files +time$/m);
    expect(first.out).toMatch(/^pets +2 +1 +\d+ written +[\d.]+ m?s$/m);
    expect(first.out).toMatch(/^total +4 +2 +[\d.]+ m?s$/m);
    expect(first.err).toMatch(
      /^pets: reading the contract\npets: naming its operations\npets: generating the client\n/,
    );
    expect(first.err).not.toContain('\u001b');
    const names = ['client.ts', 'index.ts', 'manifest.json', 'schema.ts'];
    expect(readdirSync(join(cwd, 'pets/generated'))).toEqual(expect.arrayContaining(names));
    expect(JSON.parse(readFileSync(join(cwd, 'pets/openapi.json'), 'utf8'))).toMatchObject({ openapi: '3.1.0' });

    const times = () =>
      ['pets/generated/client.ts', 'pets/openapi.json'].map((path) => statSync(join(cwd, path)).mtimeMs);
    const before = times();
    const second = await run(cwd, ['generate']);
    expect(second.out).toMatch(/^pets +2 +1 +unchanged/m);
    expect(second.err).toBe('');
    expect(times()).toEqual(before);

    writeFileSync(join(cwd, 'api/pets.yaml'), PETS.replace('One pet', 'A single pet'));
    const third = await run(cwd, ['generate']);
    expect(third.out).toMatch(/^updated pets\/generated\/client\.ts$/m);
    expect(third.out).toMatch(/^zoo +2 +1 +unchanged/m);
    expect(readFileSync(join(cwd, 'pets/generated/client.ts'), 'utf8')).toContain('A single pet');
  });

  test('--check writes nothing and lists what would change', async () => {
    const cwd = folderOf(FILES);
    const missing = await run(cwd, ['generate', '--check']);
    expect(missing.code).toBe(1);
    expect(missing.out).toMatch(/^would create zoo\/generated\/client\.ts$/m);
    expect(missing.out).toContain('The generated files are not up to date.');
    expect(existsSync(join(cwd, 'pets'))).toBe(false);

    await run(cwd, ['generate']);
    expect(await run(cwd, ['generate', '--check'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('are up to date'),
    });
    writeFileSync(join(cwd, 'zoo/generated/stale.ts'), '// Generated by influxkit from Zoo.\n');
    // The hashes of the manifest say nothing of an edit that was hashed as well: --check does not rely on them.
    writeFileSync(join(cwd, 'pets/generated/client.ts'), '// Generated by influxkit, and edited.\n');
    const drift = await run(cwd, ['generate', '--check']);
    expect(drift.code).toBe(1);
    expect(drift.out.split('\n').filter((line) => line.startsWith('would'))).toEqual([
      'would update pets/generated/client.ts',
      'would remove zoo/generated/stale.ts',
    ]);
    expect(existsSync(join(cwd, 'zoo/generated/stale.ts'))).toBe(true);
  });

  test('--product generates only what it names', async () => {
    const cwd = folderOf(FILES);
    expect((await run(cwd, ['generate', '-p', 'zoo'])).code).toBe(0);
    expect([existsSync(join(cwd, 'pets')), existsSync(join(cwd, 'zoo/generated/client.ts'))]).toEqual([false, true]);
  });

  test('--input and --output need no configuration, and the product is named after the title of the contract', async () => {
    const cwd = folderOf({ 'contracts/PetStore/openapi.yaml': PETS });
    const args = [
      'generate',
      '--input',
      'contracts/PetStore/openapi.yaml',
      '--output',
      'out',
      '--bundle',
      'b.json',
      '--docs',
      'D.md',
    ];
    const { code, out } = await run(cwd, args);
    expect(code).toBe(0);
    expect(out).toMatch(/^pets +2 +1 +\d+ written/m);
    expect(readFileSync(join(cwd, 'out/client.ts'), 'utf8')).toContain('createPets(');
    expect([existsSync(join(cwd, 'b.json')), existsSync(join(cwd, 'D.md'))]).toEqual([true, true]);
    expect((await run(cwd, args)).out).toMatch(/^pets +2 +1 +unchanged/m);
  });

  test('an error in one contract keeps all from being written, and those of all are reported', async () => {
    const broken = (text: string): string => text.replace("#/components/schemas/Pet'", "#/components/schemas/Pat'");
    const strict = CONFIG.replaceAll('input:', 'strict: true, input:');
    const cwd = folderOf({
      'influxkit.config.mjs': strict,
      'api/pets.yaml': broken(PETS),
      'api/zoo.yaml': `${ZOO}  responses: []\n`,
    });
    const { code, out, err } = await run(cwd, ['generate']);
    expect(code).toBe(1);
    expect(err).toMatch(/api\/pets\.yaml:13:47: error ref-unresolved: .*\n {2}fix: Did you mean "Pet"\?/);
    expect(err).toMatch(/api\/zoo\.yaml:25:3: error structure-kind/);
    expect(out).toContain('2 errors: nothing was written.');
    expect(readdirSync(cwd).sort()).toEqual(['api', 'influxkit.config.mjs']);

    writeFileSync(join(cwd, 'api/zoo.yaml'), ZOO);
    expect((await run(cwd, ['generate'])).out).toMatch(/^zoo +2 +1 +skipped/m);
    expect(readdirSync(cwd).sort()).toEqual(['api', 'influxkit.config.mjs']);
  });

  test('a bundle over a file of the contract is refused before anything is written', async () => {
    const cwd = folderOf({
      'api.json': '{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{"$ref":"part.json"}}}',
      'part.json': '{}',
    });
    const { code, err } = await run(cwd, [
      'generate',
      '--input',
      'api.json',
      '--output',
      'out',
      '--bundle',
      'part.json',
    ]);
    expect(code).toBe(2);
    expect(err).toContain('config-paths-overlap');
    expect(readFileSync(join(cwd, 'part.json'), 'utf8')).toBe('{}');
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });

  test('warnings are reported, and remembered when nothing changed', async () => {
    const cwd = folderOf({ 'api.yaml': PETS.replace('summary: One pet', 'sumary: One pet') });
    const args = ['generate', '--input', 'api.yaml', '--output', 'out', '--name', 'pets'];
    const first = await run(cwd, args);
    expect(first).toMatchObject({ code: 0, err: expect.stringContaining('api.yaml:17:7: warning structure-unknown') });
    expect((await run(cwd, args)).out).toContain('pets has 1 warnings; --force shows them.');
    expect((await run(cwd, [...args, '--force'])).err).toContain('structure-unknown');
  });

  test('--json prints one document, with diagnostics and their places', async () => {
    const cwd = folderOf({ 'api.yaml': PETS.replace('title: Pets', 'title: 1') });
    const { out, err } = await run(cwd, ['generate', '--input', 'api.yaml', '--output', 'out', '--json']);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      check: false,
      products: [
        {
          name: 'api',
          status: 'written',
          operations: 2,
          schemas: 1,
          files: expect.arrayContaining([{ path: 'out/client.ts', action: 'create' }]),
        },
      ],
      diagnostics: [
        { code: 'structure-scalar', severity: 'warning', location: { file: 'api.yaml', line: 2, column: 9 } },
      ],
    });
  });

  test('on a terminal, progress is one line that is rewritten and cleared', async () => {
    const { err } = await run(folderOf({ 'api.yaml': PETS }), ['generate', '-i', 'api.yaml', '-o', 'out'], {
      isTerminal: true,
    });
    expect(err.startsWith('\r\u001b[Kpets: reading the contract\r\u001b[K')).toBe(true);
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    expect(err).not.toContain('\n');
  });

  test('an older manifest than the generator is compared with a full run, and then counts as new', async () => {
    const cwd = folderOf({ 'api.yaml': PETS });
    const args = ['generate', '-i', 'api.yaml', '-o', 'out'];
    await run(cwd, args);
    const builtAt = Date.now() + 5;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await run(cwd, args, { builtAt })).out).toMatch(/^pets +2 +1 +\d+ unchanged/m);
    expect((await run(cwd, args, { builtAt })).out).toMatch(/^pets +2 +1 +unchanged/m);
  });
});

describe('as a process', () => {
  const start = (cwd: string, args: string[]) => {
    const child = spawn(process.execPath, [COMMAND, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { out: '', err: '' };
    child.stdout.on('data', (data) => (output.out += data));
    child.stderr.on('data', (data) => (output.err += data));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const until = async (condition: () => boolean): Promise<void> => {
      while (!condition()) {
        if (child.exitCode !== null) throw new Error(`ended: ${output.out}${output.err}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    return { child, output, ended, until };
  };

  test('it ends with the exit code, results on standard output and problems on standard error', async () => {
    const good = start(folderOf({ 'api.yaml': PETS }), ['generate', '--input', 'api.yaml', '--output', 'out']);
    expect(await good.ended).toBe(0);
    expect(good.output.out).toContain('created out/client.ts');
    // Each start of a process compiles the sources of the generator: a sample starts few.
    if (!isWhole) return;
    const bad = start(folderOf({ 'api.yaml': "swagger: '2.0'\n" }), [
      'generate',
      '--input',
      'api.yaml',
      '--output',
      'out',
    ]);
    expect(await bad.ended).toBe(1);
    expect(bad.output.err).toContain('swagger2openapi');
    const wrong = start(folderOf({}), ['generate', '--nope']);
    expect(await wrong.ended).toBe(2);
  });

  test.runIf(isWhole)(
    '--watch generates on each change of contract or configuration, lives through mistakes, and ends when asked',
    async () => {
      const cwd = folderOf(FILES);
      const client = () => readFileSync(join(cwd, 'pets/generated/client.ts'), 'utf8');
      const { child, output, ended, until } = start(cwd, ['generate', '--watch']);
      const watching = (times: number) => until(() => output.err.split('Watching for changes').length > times);
      await watching(1);
      writeFileSync(join(cwd, 'api/pets.yaml'), PETS.replace('One pet', 'A pet, changed'));
      await watching(2);
      expect(client()).toContain('A pet, changed');

      writeFileSync(join(cwd, 'api/pets.yaml'), "swagger: '2.0'\n");
      await watching(3);
      expect(output.err).toContain('swagger2openapi');
      expect(client()).toContain('A pet, changed');

      writeFileSync(join(cwd, 'api/pets.yaml'), PETS);
      await watching(4);
      expect(client()).toContain('One pet');

      writeFileSync(
        join(cwd, 'influxkit.config.mjs'),
        CONFIG.replace("name: 'pets'", "name: 'pets', clientName: 'createMyPets'"),
      );
      await until(() => client().includes('createMyPets'));
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
    },
  );

  test('interrupted at any moment, every file is whole, and the next run completes the work', async () => {
    const whole = folderOf({ 'api.yaml': PETS });
    const args = ['generate', '--input', 'api.yaml', '--output', 'out'];
    await run(whole, args);
    const read = (cwd: string, name: string) => readFileSync(join(cwd, 'out', name), 'utf8');
    const names = readdirSync(join(whole, 'out'));
    const cwd = folderOf({ 'api.yaml': PETS });
    for (const step of every(4, ['reading', 'naming', 'generating', 'writing'])) {
      const { child, output, ended, until } = start(cwd, args);
      await until(() => output.err.includes(step)).catch(() => {});
      child.kill('SIGINT');
      await ended;
      const present = existsSync(join(cwd, 'out'))
        ? readdirSync(join(cwd, 'out')).filter((name) => !name.startsWith('.'))
        : [];
      for (const name of present) expect(read(cwd, name)).toBe(read(whole, name));
    }
    expect((await run(cwd, args)).code).toBe(0);
    expect(readdirSync(join(cwd, 'out')).sort()).toEqual(names.sort());
    for (const name of names) expect(read(cwd, name)).toBe(read(whole, name));
  });
});
