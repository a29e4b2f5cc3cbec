// Which server sent a response, by the headers that InfluxDB puts on every one of them.

/** What the head of a response says about its server. */
export interface ServerIdentity {
  /** Generation of InfluxDB. */
  readonly generation: 1 | 2 | 3;
  /** Such as `1.8.10`; undefined where the response does not say. */
  readonly version: string | undefined;
  /** Kind of build, such as `OSS`, `Core` or `Cloud`; undefined where the response does not say. */
  readonly build: string | undefined;
  /** What a message calls it: `InfluxDB 1.8.10 (OSS)`, `InfluxDB 3`, `InfluxDB Cloud`. */
  readonly name: string;
}

/** A release, as InfluxDB says it: with or without a `v`, and whatever follows the three numbers. */
const RELEASE = /^v?([123])\.\d+(?:[.~+-][\w.~+-]*)?$/;

/** Longer values are not of InfluxDB, and do not belong into a message. */
const LONGEST = 64;

/**
 * Which InfluxDB sent the response; undefined where nothing says that one did: a proxy, another server, or a page of another
 * origin, which a browser shows none of these headers.
 *
 * 1.x and 2.x put `x-influxdb-version` and `x-influxdb-build` on every response, InfluxDB 3 `cluster-uuid` (the version on
 * `/ping` alone). A failure of 2.x behind a proxy that drops them still has `x-platform-error-code`, one of 1.x
 * `x-influxdb-error`.
 */
export function identifyServer({ headers }: { readonly headers: Pick<Headers, 'get'> }): ServerIdentity | undefined {
  const version = short(headers.get('x-influxdb-version'));
  const build = short(headers.get('x-influxdb-build'));
  const generation = generationOf(headers, version, build);
  if (generation === undefined) return undefined;
  const release = version !== undefined && RELEASE.test(version) ? version.replace(/^v/, '') : undefined;
  return { generation, version: release, build, name: nameOf(generation, release, build) };
}

function generationOf(
  headers: Pick<Headers, 'get'>,
  version: string | undefined,
  build: string | undefined,
): 1 | 2 | 3 | undefined {
  // Clouds on the third engine speak the API of 2.x: what they are called is what their release says.
  const release = version === undefined ? undefined : RELEASE.exec(version)?.[1];
  if (release !== undefined) return Number(release) as 1 | 2 | 3;
  if (headers.get('cluster-uuid') !== null) return 3;
  if (build !== undefined || headers.get('x-platform-error-code') !== null) return 2;
  return headers.get('x-influxdb-error') === null ? undefined : 1;
}

function nameOf(generation: 1 | 2 | 3, version: string | undefined, build: string | undefined): string {
  const isCloud = build !== undefined && /^cloud/i.test(build);
  const product = isCloud ? 'InfluxDB Cloud' : `InfluxDB ${version ?? (generation === 3 ? '3' : `${generation}.x`)}`;
  return build === undefined || isCloud ? product : `${product} (${build})`;
}

const short = (value: string | null): string | undefined =>
  value !== null && value.length > 0 && value.length <= LONGEST && /^[\w.~+ -]+$/.test(value) ? value : undefined;
