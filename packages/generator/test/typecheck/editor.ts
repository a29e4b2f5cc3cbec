import { resolve } from 'node:path';
import ts from 'typescript';
import { FOLDER, hostOf, OPTIONS } from './program.js';

/** What an editor shows for a consumer of generated modules. */
export interface Shown {
  /** Kind, name and type, in one text. */
  readonly type: string;
  readonly documentation: string;
  readonly tags: readonly string[];
}

/** An editor on `consumer.ts` beside the files of a client; `at` is where a marked name stands in it: `api.«list»()`. */
export function openEditor(files: ReadonlyMap<string, string>): {
  hover: (code: string) => Shown;
  parameters: (code: string) => Shown;
} {
  const name = resolve(FOLDER, 'consumer.ts');
  let text = '';
  let version = 0;
  const host = hostOf(files);
  const names = [...files.keys()].filter((file) => file.endsWith('.ts')).map((file) => resolve(FOLDER, file));
  const service = ts.createLanguageService({
    readDirectory: ts.sys.readDirectory,
    getCurrentDirectory: () => FOLDER,
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    directoryExists: (folder) => host.directoryExists?.(folder) ?? true,
    getCompilationSettings: () => OPTIONS,
    getScriptFileNames: () => [...names, name],
    getScriptVersion: (file) => (file === name ? String(version) : '1'),
    getScriptSnapshot: (file) => {
      const found = file === name ? text : host.readFile(file);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    fileExists: (file) => file === name || host.fileExists(file),
    readFile: (file) => (file === name ? text : host.readFile(file)),
  });
  const open = (code: string): number => {
    const at = code.indexOf('«');
    text = code.replace('«', '').replace('»', '');
    version += 1;
    return at;
  };
  const tags = (list: readonly ts.JSDocTagInfo[] = []): string[] =>
    list.map(({ name: tag, text: said }) => `@${tag} ${ts.displayPartsToString([...(said ?? [])])}`.trim());
  return {
    hover: (code) => {
      const info = service.getQuickInfoAtPosition(name, open(code));
      return {
        type: ts.displayPartsToString(info?.displayParts),
        documentation: ts.displayPartsToString(info?.documentation),
        tags: tags(info?.tags),
      };
    },
    parameters: (code) => {
      const help = service.getSignatureHelpItems(name, open(code), undefined);
      const item = help?.items[help.selectedItemIndex];
      return {
        type: item?.parameters.map(({ displayParts }) => ts.displayPartsToString(displayParts)).join(', ') ?? '',
        documentation: ts.displayPartsToString(item?.documentation),
        tags: tags(item?.tags),
      };
    },
  };
}
