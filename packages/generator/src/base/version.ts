import { version } from '../../package.json' with { type: 'json' };

/** Version of this package. */
export const VERSION: string = version;

/** Name and version of the generator, as manifests have it. */
export const GENERATOR: string = `influxkit ${version}`;
