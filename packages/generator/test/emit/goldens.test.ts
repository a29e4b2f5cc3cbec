import { describe, expect, it } from 'vitest';
import { fixture, generate } from './generate.js';

const settings = {
  name: 'library',
  idempotent: ['ArchiveBook'],
  codecs: { GetBook: { 'application/epub+zip': 'stream' as const } },
};

describe('what a small contract gives, byte for byte', async () => {
  const files = await generate(fixture('library.json'), settings);

  it.each([...files.keys()])('%s', async (name) => {
    await expect(files.get(name)).toMatchFileSnapshot(`../goldens/library/${name}`);
  });

  it('the same contract gives the same bytes again', async () => {
    expect(await generate(fixture('library.json'), settings)).toEqual(files);
  });
});
