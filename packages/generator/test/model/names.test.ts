import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import {
  argumentName,
  bindingName,
  methodPart,
  modelName,
  NameScope,
  partProblem,
  safeKeys,
  typeName,
} from '../../src/generate/model/names.js';
import { HOSTILE_TEXTS } from '../emit/hostile-texts.js';

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom(...HOSTILE_TEXTS));

/** Whether a string is one identifier to the compiler, and nothing else. */
function isOneIdentifier(name: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, ts.LanguageVariant.Standard, name);
  const token = scanner.scan();
  if (scanner.getTokenEnd() !== name.length) return false;
  // `as`, `of` and their like are words of the language in some places, and names in all others.
  const isWord = token > ts.SyntaxKind.LastReservedWord && token <= ts.SyntaxKind.LastKeyword;
  return token === ts.SyntaxKind.Identifier || (isWord && parses(`export const ${name} = 1;`));
}

function parses(code: string): boolean {
  const { diagnostics = [] } = ts.transpileModule(code, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  });
  return diagnostics.length === 0;
}

describe('any text becomes a name that is one identifier, or none at all', () => {
  it.each([
    ['bindingName', bindingName],
    ['argumentName', argumentName],
    ['typeName', typeName],
    ['modelName', modelName],
  ] as const)('%s', (_, toName) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = toName(text);
        return name === undefined || isOneIdentifier(name);
      }),
    );
  });

  it('a part of a method name is letters of an identifier (a reserved word may be one)', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const part = methodPart(text);
        return part === undefined || parses(`({ ${part}: 1 }).${part}`);
      }),
    );
  });
});

describe('reserved words and what every object has cannot be a name by themselves', () => {
  it.each([
    ['delete', 'deleteOperation'],
    ['import', 'importOperation'],
    ['__proto__', 'proto'],
    ['constructor', 'constructorOperation'],
    ['await', 'awaitOperation'],
    ['2fa', '_2fa'],
  ])('bindingName(%s) is %s', (text, want) => {
    expect(bindingName(text)).toBe(want);
  });

  it.each([
    ['any', 'anyModel'],
    ['string', 'stringModel'],
    ['class', 'classModel'],
    ['Bucket', 'Bucket'],
    ['foo_bar', 'foo_bar'],
    ['Pet«Dog»', 'PetDog'],
    ['__proto__', '__proto__Model'],
  ])('modelName(%s) is %s', (text, want) => {
    expect(modelName(text)).toBe(want);
  });
});

describe('where a part of a name may not stand', () => {
  const resource = { root: false, underMethod: false };
  it.each([
    ['http', { root: true, underMethod: false }, true],
    ['request', { root: true, underMethod: false }, true],
    ['http', resource, false],
    ['name', { root: false, underMethod: true }, true],
    ['length', { root: false, underMethod: true }, true],
    ['call', { root: false, underMethod: true }, true],
    ['apply', { root: false, underMethod: true }, true],
    ['bind', { root: false, underMethod: true }, true],
    ['operation', { root: false, underMethod: true }, true],
    ['name', resource, false],
    ['then', resource, true],
    ['constructor', resource, true],
    ['__proto__', resource, true],
    ['delete', resource, false],
    ['a b', resource, true],
    ['', resource, true],
  ])('%s in %o is refused: %s', (part, place, refused) => {
    expect(partProblem(part, place) !== undefined).toBe(refused);
  });
});

describe('NameScope', () => {
  it('gives each name once', () => {
    const scope = new NameScope();
    expect(['A', 'A', 'A', 'AModel'].map((name) => scope.claim(name, 'Model'))).toEqual([
      'A',
      'AModel',
      'AModel2',
      'AModelModel',
    ]);
  });

  it('takes no more steps than names for many equal ones', () => {
    const scope = new NameScope();
    const names = Array.from({ length: 20_000 }, () => scope.claim('x', '_'));
    expect(new Set(names).size).toBe(20_000);
    expect(names.at(-1)).toBe('x_19999');
  });

  it('keeps what the generated modules use themselves', () => {
    expect(NameScope.ofExports().claim('Call', 'Model')).toBe('CallModel');
    expect(NameScope.ofExports().claim('registry', 'Model')).toBe('registryModel');
  });
});

describe('safeKeys', () => {
  it('keeps spellings that OpenAPI allows, and no other takes one of them', () => {
    const keys = safeKeys(['Foo Bar', 'FooBar', 'a.b-c_d', '__proto__', 'ein/zwei', '%41']);
    expect(Object.fromEntries(keys)).toEqual({
      'Foo Bar': expect.stringMatching(/^FooBar_[a-z0-9]{6}$/),
      FooBar: 'FooBar',
      'a.b-c_d': 'a.b-c_d',
      ['__proto__']: expect.stringMatching(/^Proto_[a-z0-9]{6}$/),
      'ein/zwei': expect.stringMatching(/^EinZwei_[a-z0-9]{6}$/),
      '%41': expect.stringMatching(/^_41_[a-z0-9]{6}$/),
    });
  });

  it('gives a text the same key whatever stands beside it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyText, { minLength: 1 }), (texts) => {
        const together = safeKeys([...texts, 'put /{name}/{id}', 'put /name/{id}']);
        for (const text of [...texts, 'put /name/{id}']) expect(together.get(text)).toBe(safeKeys([text]).get(text));
      }),
    );
  });

  it('gives every text a key of its own that needs no escape in a pointer', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyText), (texts) => {
        const keys = [...safeKeys(texts).values()];
        expect(new Set(keys).size).toBe(texts.length);
        for (const key of keys) expect(key).not.toMatch(/[%~/#'"\\\s]/);
      }),
    );
  });
});
