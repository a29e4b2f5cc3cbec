import { readdirSync, readFileSync } from 'node:fs';

/** A package as a registry has it. */
export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  /** URL of its tarball. */
  readonly tarball: string;
}

const folder = new URL('../../../packages/', import.meta.url);

/** What a registry has of the packages here, at their latest versions. */
export async function publishedPackages(registry: string): Promise<readonly PublishedPackage[]> {
  const names = readdirSync(folder).flatMap((name) => {
    const manifest = JSON.parse(readFileSync(new URL(`${name}/package.json`, folder), 'utf8')) as {
      name: string;
      private?: boolean;
    };
    return manifest.private ? [] : [manifest.name];
  });
  return await Promise.all(
    names.map(async (name) => {
      const response = await fetch(new URL(name.replace('/', '%2f'), registry));
      if (!response.ok) throw new Error(`The registry at ${registry} responds with ${response.status} for ${name}.`);
      const document = (await response.json()) as {
        'dist-tags': { latest: string };
        versions: Record<string, { dist: { tarball: string } }>;
      };
      const version = document['dist-tags'].latest;
      const tarball = document.versions[version]?.dist.tarball;
      if (tarball === undefined) throw new Error(`The registry has no tarball of ${name}@${version}.`);
      return { name, version, tarball };
    }),
  );
}
