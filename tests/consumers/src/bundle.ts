import type { Project } from './project.js';

/** What is in a bundle: its code, and bytes by the path of each file that went in. */
export interface Bundle {
  readonly code: string;
  readonly inputs: ReadonlyMap<string, number>;
}

/** Bundles a file of a project with the esbuild that the project has installed. */
export async function bundle(project: Project, entry: string, options: readonly string[] = []): Promise<Bundle> {
  const { readFile } = await import('node:fs/promises');
  await project.run(`${project.folder}/node_modules/.bin/esbuild`, [
    entry,
    '--bundle',
    '--format=esm',
    '--target=es2022',
    '--outfile=out/bundle.js',
    '--metafile=out/meta.json',
    '--log-level=warning',
    ...options,
  ]);
  const meta = JSON.parse(await readFile(`${project.folder}/out/meta.json`, 'utf8')) as {
    outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
  };
  const inputs = Object.entries(meta.outputs['out/bundle.js']?.inputs ?? {});
  return {
    code: await readFile(`${project.folder}/out/bundle.js`, 'utf8'),
    inputs: new Map(inputs.map(([path, { bytesInOutput }]) => [path, bytesInOutput])),
  };
}
