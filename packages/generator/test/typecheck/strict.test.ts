import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isWhole, part } from '../../../../tests/tools/src/scope.js';
import { fixture, generate } from '../emit/generate.js';
import { PLACES } from '../emit/hostile-places.js';
import { HOSTILE_TEXTS } from '../emit/hostile-texts.js';
import { documentOf } from '../model/contract.js';
import { largeDocument } from '../model/large-document.js';
import { typeErrors } from './program.js';

/** The files of several clients, each in a folder of its own. */
async function generateAll(
  documents: readonly (readonly [name: string, document: unknown])[],
): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const [name, document] of documents) {
    for (const [file, text] of await generate(document)) all.set(`${name}/${file}`, text);
  }
  return all;
}

describe('generated modules are valid TypeScript under the strictest settings', () => {
  it('of our own small contract, and of a large one', async () => {
    const files = await generateAll([
      ['library', fixture('library.json')],
      ['large', largeDocument(part(5, 500))],
    ]);
    expect(typeErrors(files)).toEqual([]);
  });

  it('of paths, ids and schemas that are called like what a client and its modules have themselves', async () => {
    const get = (operationId: string): unknown => ({ get: { operationId, responses: { 200: { description: 'ok' } } } });
    const item = { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] };
    const document = documentOf(
      {
        '/pets': { ...(get('pets') as object), post: { operationId: 'createPets', responses: {} } },
        '/models': get('models'),
        '/json': get('json'),
        '/request': get('request'),
        '/http': get('http'),
        '/then': get('then'),
        '/constructor': get('ctor'),
        '/users/{id}': { ...(get('user.get') as object), ...item },
        '/users/{id}/length': { ...(get('user-get') as object), ...item },
        '/create/pets': get('createPets2'),
      },
      { components: { schemas: { Pets: {}, PetsOptions: {}, Error: {}, createPets: {}, Operation: {} } } },
    );
    for (const [name, factory] of [
      ['pets', 'createPets'],
      ['api', 'createApi'],
    ] as const) {
      const files = await generate(document, { name, strict: true });
      expect(files.get('client.ts')).toContain(`export function ${factory}(`);
      expect(typeErrors(files)).toEqual([]);
    }
  });

  const names = readdirSync(new URL('../fixtures/public', import.meta.url)).filter((name) => name.endsWith('.json'));
  it.each(names)('of a contract that nobody here wrote: %s', async (name) => {
    const document = fixture(`public/${name}`);
    const names = { getRepository: 'repositories.read' };
    const known = JSON.stringify(document).includes('"getRepository"');
    const files = await generate(document, known ? { names } : {});
    expect(typeErrors(files)).toEqual([]);
  });

  it('of hostile contracts: what they hold is only ever a name or a literal', async () => {
    const documents: [string, unknown][] = [];
    for (const [place, contractWith] of PLACES) {
      for (const [index, text] of HOSTILE_TEXTS.entries()) {
        documents.push([`${place.replaceAll(/\W/g, '')}${index}`, contractWith(text)]);
      }
    }
    // Every seventh where all is tried: each place meets a good part of the texts and each text a good part of the places.
    const files = new Map<string, string>();
    for (const [name, document] of documents.filter((_, index) => index % (isWhole ? 7 : 71) === 0)) {
      const generated = await generate(document).catch(() => new Map<string, string>());
      for (const [file, text] of generated) files.set(`${name}/${file}`, text);
    }
    expect(files.size).toBeGreaterThan(isWhole ? 2000 : 200);
    expect(typeErrors(files)).toEqual([]);
  });
});
