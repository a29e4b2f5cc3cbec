import type { ApiModel } from '@influxkit/generator';
import * as runtime from '@influxkit/runtime';
import ts from 'typescript';
import * as z from 'zod';
import { type ZodOptions, zod } from '../src/index.js';

type Exports = Record<string, unknown>;

/** The files that the emitter makes of a model. */
export const emitted = async (model: ApiModel, options?: ZodOptions): Promise<Map<string, string>> =>
  new Map(
    Object.entries(await zod.emit(model, { runtimePackage: '@influxkit/runtime', importExtension: '.js', options })),
  );

const compiled = new Map<string, string>();

function javaScriptOf(text: string): string {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  compiled.set(text, outputText);
  return outputText;
}

/** What these files export, run as they are. */
export function run(files: ReadonlyMap<string, string>): (name: string) => Exports {
  const modules = new Map<string, Exports>([
    ['@influxkit/runtime', runtime],
    ['zod', z],
  ]);
  const load = (specifier: string): Exports => {
    const known = modules.get(specifier);
    if (known) return known;
    const exports: Exports = {};
    modules.set(specifier, exports);
    const text = files.get(specifier.replace(/^\.\//, '').replace(/\.js$/, '.ts'));
    if (text === undefined) throw new Error(`no module ${specifier}`);
    new Function('exports', 'require', javaScriptOf(text))(exports, load);
    return exports;
  };
  return load;
}

/** The constant of a named schema, for one direction. */
export function schemaIn(
  exports: Exports,
  { typeName, writeTypeName }: ApiModel['schemas'][number],
  direction: 'read' | 'write',
): z.ZodType {
  const name = `${(direction === 'write' ? writeTypeName : undefined) ?? typeName}Schema`;
  const schema = exports[name];
  if (schema === undefined) throw new Error(`no constant ${name}`);
  return schema as z.ZodType;
}
