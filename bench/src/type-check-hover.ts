import { join } from 'node:path';
import type { Client } from './generation-clients.js';

/** What an editor shows over the name of a call. */
export interface Hover {
  readonly name: string;
  readonly text: string;
  readonly documentation: string;
}

/** The expression whose last name is hovered: the call that lists buckets. */
const CALLS: Readonly<Record<string, string>> = {
  'openapi-typescript, openapi-fetch': 'api.GET',
  influxkit: 'api.buckets.list',
  oazapfts: 'ok(getBuckets',
  orval: 'await getBuckets',
  '@hey-api/openapi-ts': 'await getBuckets',
  'swagger-typescript-api': 'api.getBuckets',
  kubb: 'await getBuckets',
  '@influxdata/influxdb-client-apis': 'buckets.getBuckets',
};

/** Asks the language service what hovering shows, as an editor does. */
export async function hovers(clients: readonly Client[], options: Readonly<Record<string, unknown>>): Promise<Hover[]> {
  const { default: ts } = await import('typescript');
  const { options: compilerOptions } = ts.convertCompilerOptionsFromJson(options, '.');
  const registry = ts.createDocumentRegistry();
  return clients.map(({ name, folder }) => {
    const file = join(folder, 'ten.ts');
    const service = ts.createLanguageService(
      {
        getCompilationSettings: () => compilerOptions,
        getScriptFileNames: () => [file],
        getScriptVersion: () => '1',
        getScriptSnapshot: (path) => {
          const text = ts.sys.readFile(path);
          return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
        },
        getCurrentDirectory: () => folder,
        getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
        fileExists: ts.sys.fileExists,
        readFile: ts.sys.readFile,
        readDirectory: ts.sys.readDirectory,
        directoryExists: ts.sys.directoryExists,
        getDirectories: ts.sys.getDirectories,
        realpath: (path) => ts.sys.realpath?.(path) ?? path,
      },
      registry,
    );
    try {
      const call = CALLS[name] ?? '';
      const start = ts.sys.readFile(file)?.indexOf(`${call}(`) ?? -1;
      const info = start < 0 ? undefined : service.getQuickInfoAtPosition(file, start + call.length - 1);
      return {
        name,
        text: ts.displayPartsToString(info?.displayParts),
        documentation: ts.displayPartsToString(info?.documentation),
      };
    } finally {
      service.dispose();
    }
  });
}
