import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = fileURLToPath(new URL('./', import.meta.url));
const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, (path) => readFileSync(path, 'utf8'));
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);

it('every example of the README compiles', () => {
  expect(examples.length).toBeGreaterThanOrEqual(1);
  const files = new Map(examples.map((code, index) => [`${folder}readme-${index}.ts`, code]));
  // Node's `process` is all that an example takes from outside.
  files.set(`${folder}readme-globals.d.ts`, 'declare const process: { env: Record<string, string | undefined> };\n');
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram(
    [...files.keys()],
    { ...options, isolatedDeclarations: false, declaration: false },
    {
      ...host,
      fileExists: (name) => files.has(name) || host.fileExists(name),
      readFile: (name) => files.get(name) ?? host.readFile(name),
      getSourceFile: (name, languageVersion, ...rest) => {
        const text = files.get(name);
        return text === undefined
          ? host.getSourceFile(name, languageVersion, ...rest)
          : ts.createSourceFile(name, text, languageVersion, true);
      },
    },
  );
  const errors = [...files.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    return source ? [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)] : [];
  });
  expect(
    errors.map(({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  ).toEqual([]);
});
