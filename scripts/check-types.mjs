// npm run check types: checks every workspace with the options of its tsconfig files. Those with the same options are checked
// as one program: 60 programs that each read the same sources took two minutes.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root, tool, workspaces } from './run.mjs';

/** The tsconfig files that a workspace's own `typecheck` names. */
function configsOf({ folder, manifest }) {
  return [...(manifest.scripts?.typecheck ?? '').matchAll(/(?:tsgo|tsc) -p (\S+)/g)].map(([, name]) =>
    join(root, folder, name),
  );
}

/** Source files by the options that they are checked with. */
function programs() {
  const files = new Map();
  for (const config of workspaces().flatMap(configsOf)) {
    const parsed = ts.getParsedCommandLineOfConfigFile(config, undefined, {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic({ messageText }) {
        throw new Error(`${config}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
      },
    });
    const { config: text } = ts.readConfigFile(config, (path) => readFileSync(path, 'utf8'));
    const { configFilePath: _, ...options } = parsed.options;
    const key = JSON.stringify(options);
    const program = files.get(key) ?? { options: text.compilerOptions ?? {}, names: new Set() };
    for (const name of parsed.fileNames) program.names.add(name);
    files.set(key, program);
  }
  return [...files.values()];
}

const folder = join(root, 'node_modules/.cache/types');
mkdirSync(folder, { recursive: true });
let code = 0;
for (const [index, { options, names }] of programs().entries()) {
  const config = join(folder, `${index}.json`);
  const text = { extends: join(root, 'tsconfig.base.json'), compilerOptions: options, files: [...names] };
  writeFileSync(config, JSON.stringify(text));
  const result = await tool('tsgo', ['-p', config]);
  code ||= result.code;
  console.log(`${names.size} files with ${JSON.stringify(options)}: ${result.code ? 'FAILED' : 'passed'}`);
}
process.exit(code);
