// node scripts/products.mjs: each product as name=bundle, a line each. The products, as `influxkit.config.ts` lists them: the one place where a product is named. Everything that goes through
// all of them asks here.
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { root } from './run.mjs';

// The configuration is loaded without the generator, which may not be built yet.
const jiti = createJiti(root, { virtualModules: { '@influxkit/generator': { defineConfig: (config) => config } } });
const { products: configured } = await jiti.import(`${root}influxkit.config.ts`, { default: true });

/** Where a product is, and how it is imported: several products may be entries of one package. */
export const products = configured.map(({ name, input, output, bundle, upstream, clientName, bind }) => {
  const [, folder, entry] = /^packages\/([^/]+)\/src\/generated(?:\/(.+))?$/.exec(posix.normalize(output)) ?? [];
  if (folder === undefined)
    throw new Error(
      `influxkit.config.ts: ${name}: \`output\` must be packages/<folder>/src/generated, or a folder below it for each entry of a package; got ${output}`,
    );
  return {
    name,
    input,
    output,
    bundle,
    upstream,
    folder,
    specifier: `@influxkit/${folder}${entry === undefined ? '' : `/${entry}`}`,
    clientName,
    bound: bind?.path ?? [],
  };
});

/** The folders of `packages` that hold generated clients. */
export const productFolders = [...new Set(products.map(({ folder }) => folder))];

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const { name, bundle } of products) console.log(`${name}=${bundle}`);
