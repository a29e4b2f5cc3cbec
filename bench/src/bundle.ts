import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { clients } from './generation-clients.js';
import { benchFolder, cacheFolder } from './generation-competitors.js';
import { failureOf } from './generation-rounds.js';
import { progress } from './harness/progress.js';
import type { Suite } from './harness/suite.js';

interface Bundled {
  readonly name: string;
  readonly failure?: string;
  readonly minified: number;
  readonly gzip: number;
  readonly brotli: number;
  /** The packages that are in it. */
  readonly contains: readonly string[];
}

/** The package that a bundled file comes from; nothing for the project's own files. */
function packageOf(path: string): string[] {
  const own = /(?:^|\/)packages\/([^/]+)\/dist\//.exec(path)?.[1];
  if (own !== undefined) return [`@influxkit/${own}`];
  const match = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  return match === undefined ? [] : [match];
}

/** Bundles `small.ts` of a folder as a browser gets it. */
async function bundle(name: string, folder: string): Promise<Bundled> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(folder, 'small.ts')],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    // otherwise as size-limit does it
    logLevel: 'silent',
    // the repository's own maps from packages to their sources are not for what is published
    tsconfigRaw: {},
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  return {
    name,
    minified: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotliCompressSync(code).length,
    contains: [...new Set(inputs.flatMap(([path]) => packageOf(path)))].sort(),
  };
}

const bytes = (value: number): string => value.toLocaleString('en-US');

/** What a page carries that lists buckets and writes, through each client. */
export const bundleSize: Suite = {
  name: 'bundle',
  async run() {
    const all = await clients();
    const operations = join(cacheFolder, 'clients', 'influxkit-operations');
    rmSync(operations, { recursive: true, force: true });
    cpSync(join(benchFolder, 'consumers', 'influxkit-operations'), operations, { recursive: true });
    const consumers = all.flatMap(({ name, folder, failure }) =>
      name === 'influxkit'
        ? [
            { name: 'influxkit, all methods (createOssV2)', folder, failure },
            { name: 'influxkit, single operations (call)', folder: operations, failure: undefined },
          ]
        : [{ name, folder, failure }],
    );
    const data: Bundled[] = [];
    for (const { name, folder, failure } of consumers) {
      progress(name);
      const none = { name, minified: Number.NaN, gzip: Number.NaN, brotli: Number.NaN, contains: [] };
      if (failure !== undefined) data.push({ ...none, failure: `not generated: ${failure}` });
      else
        data.push(
          await bundle(name, folder).catch((error: unknown) => ({ ...none, failure: failureOf(error).failure })),
        );
    }
    return {
      title: 'Bundle size',
      about:
        'One module that lists buckets and writes a line, bundled by esbuild for a browser with all that it imports, ' +
        'and minified: bytes. size-limit tells 32 bytes less with gzip: it takes off what an empty bundle has.',
      tables: [
        {
          title: 'List buckets and write',
          columns: ['client', 'gzip (bytes)', 'brotli (bytes)', 'minified (bytes)', 'packages in it'],
          rows: data.map((each) =>
            each.failure === undefined
              ? [each.name, bytes(each.gzip), bytes(each.brotli), bytes(each.minified), each.contains.join(', ')]
              : [each.name, each.failure, '', '', ''],
          ),
        },
      ],
      packages: ['esbuild', ...new Set(all.flatMap(({ packages }) => packages))],
      data,
    };
  },
};
