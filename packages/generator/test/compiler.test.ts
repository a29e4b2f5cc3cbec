import { afterEach, expect, test, vi } from 'vitest';
import { loadCompiler } from '../src/base/compiler.js';

afterEach(() => vi.doUnmock('typescript'));

test('the compiler that is installed is taken', async () => {
  expect((await loadCompiler()).version).toMatch(/^5\./);
});

test.each([
  ['a version without its API', () => ({ default: { version: '7.0.2' } }), 'and it is 7.0.2'],
  ['something that does not say its version', () => ({ default: {} }), 'and it is another'],
  ['nothing that can be loaded', () => Promise.reject(new Error('not installed')), 'and there is none'],
])('%s is named, with what to install', async (_, made, says) => {
  vi.doMock('typescript', made as never);
  await expect(loadCompiler()).rejects.toThrow(`TypeScript 5 is needed beside the generator, ${says}`);
  await expect(loadCompiler()).rejects.toThrow('npm install --save-dev typescript@5.9');
});
