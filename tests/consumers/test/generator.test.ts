import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { installProject } from '../src/project.js';

describe('a client of an API of one’s own', () => {
  // The oldest compiler that the generator says it works with, and the newest.
  test.each(['5.4.5', '5.9.3'])('is generated, compiled and called, with TypeScript %s', async (typescript) => {
    await using project = await installProject('generator', [], { typescript });
    const options = ['--input', 'openapi.yaml', '--output', 'generated', '--name', 'library'];
    await project.run('node_modules/.bin/influxkit', ['generate', ...options]);
    await project.run('node_modules/.bin/influxkit', ['generate', ...options, '--check']);
    expect(await project.run('node_modules/.bin/tsc', ['--version'])).toContain(typescript);
    await project.run('node_modules/.bin/tsc', ['-p', 'tsconfig.json']);
    const output = await project.run(process.execPath, ['out/main.js']);
    expect(JSON.parse(output)).toEqual({
      titles: ['Volume 0', 'Volume 1', 'Volume 2', 'Volume 3', 'Volume 4'],
      pages: 3,
      missing: expect.stringContaining('There is no such book.'),
      untitled: 'function',
    });
  });

  test('is refused where the contract is wrong, with file, line and column', async () => {
    await using project = await installProject('generator');
    const contract = await readFile(`${project.folder}/openapi.yaml`, 'utf8');
    await project.write(
      'openapi.yaml',
      contract.replace("'#/components/schemas/Problem'", "'#/components/schemas/Nothing'"),
    );
    const generated = project.run('node_modules/.bin/influxkit', [
      'generate',
      '--strict',
      '-i',
      'openapi.yaml',
      '-o',
      'generated',
    ]);
    await expect(generated).rejects.toThrow(/ended with 1:.*openapi\.yaml:\d+:\d+/s);
  });
});
