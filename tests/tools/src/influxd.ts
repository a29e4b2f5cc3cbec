import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { selfSignedCertificate } from './certificate.js';
import { type Child, serverFolder, startChild, untilReady } from './child.js';
import { plainRequest } from './plain-request.js';
import { freePort } from './ports.js';
import { findServer } from './require-server.js';

export interface InfluxdOptions {
  /** Whether it wants credentials; it then has one administrator. Default: false. */
  readonly auth?: boolean;
  /** Whether it speaks TLS with a certificate made for this run. Default: false. */
  readonly tls?: boolean;
  /** Key of the bearer tokens (JWT, HS256) that it takes when it wants credentials. Default: none are taken. */
  readonly sharedSecret?: string;
}

/** An influxd 1.x that runs, empty. */
export interface Influxd extends AsyncDisposable {
  /** Base URL without a slash at its end. */
  readonly url: string;
  /** Such as `1.6.7`. */
  readonly version: string;
  /** The administrator, where it wants credentials. */
  readonly admin: { readonly username: string; readonly password: string } | undefined;
  /** The certificate to trust, where it speaks TLS. */
  readonly ca: string | undefined;
  /** Sends InfluxQL as the administrator, past every client of ours; throws for an error in the response. */
  query(q: string, parameters?: Readonly<Record<string, string>>): Promise<InfluxdResult>;
  stop(): Promise<void>;
}

export interface InfluxdResult {
  readonly results: readonly {
    readonly series?: readonly {
      readonly name: string;
      readonly tags?: Readonly<Record<string, string>>;
      readonly columns: readonly string[];
      readonly values: readonly (readonly unknown[])[];
    }[];
    readonly error?: string;
  }[];
}

const administrator = { username: 'admin', password: "p4ss w&rd'" };

/** Starts an influxd 1.x on 127.0.0.1 in a folder of its own, which goes when the server stops or this process ends. */
export async function startInfluxd(options: InfluxdOptions = {}): Promise<Influxd> {
  const command = findServer('influxd');
  if (command === undefined)
    throw new Error('There is no influxd 1.x on this machine (Debian: apt-get install influxdb).');
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(command, options);
    } catch (error) {
      // Someone took a port between finding it and using it.
      if (attempt === 3 || !String(error).includes('address already in use')) throw error;
    }
  }
}

async function start(command: string, options: InfluxdOptions): Promise<Influxd> {
  const folder = await serverFolder('influxd');
  const [port, rpcPort] = [await freePort(), await freePort()];
  const tls = options.tls ? await selfSignedCertificate() : undefined;
  if (tls !== undefined) {
    await writeFile(join(folder, 'certificate.pem'), tls.certificate);
    await writeFile(join(folder, 'key.pem'), tls.privateKey, { mode: 0o600 });
  }
  await writeFile(join(folder, 'influxd.toml'), configuration(folder, port, rpcPort, options));

  const child = startChild(folder, command, ['-config', join(folder, 'influxd.toml')]);
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const ca = tls?.certificate;
  let version = '';
  await untilReady('influxd', child, async () => {
    const { status, headers } = await plainRequest(`${url}/ping`, { ca });
    version = String(headers['x-influxdb-version'] ?? '').replace(/~.*/, '');
    return status === 204;
  });

  const admin = options.auth ? administrator : undefined;
  const query = influxql(url, ca);
  if (admin !== undefined) {
    const password = admin.password.replaceAll("'", "\\'");
    // The first user may be made without credentials.
    await query(`CREATE USER ${admin.username} WITH PASSWORD '${password}' WITH ALL PRIVILEGES`);
  }
  return server({ url, version, admin, ca, query: influxql(url, ca, admin) }, child);
}

function server(parts: Omit<Influxd, 'stop' | typeof Symbol.asyncDispose>, child: Child): Influxd {
  return { ...parts, stop: child.stop, [Symbol.asyncDispose]: child.stop };
}

function influxql(url: string, ca: string | undefined, admin?: typeof administrator): Influxd['query'] {
  return async (q, parameters = {}) => {
    const body = new URLSearchParams({ q, ...parameters }).toString();
    const credentials = admin && Buffer.from(`${admin.username}:${admin.password}`).toString('base64');
    const { text } = await plainRequest(`${url}/query`, {
      method: 'POST',
      body,
      ca,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(credentials ? { authorization: `Basic ${credentials}` } : {}),
      },
    });
    const response = JSON.parse(text) as InfluxdResult & { readonly error?: string };
    const error = response.error ?? response.results.find((result) => result.error !== undefined)?.error;
    if (error !== undefined) throw new Error(`influxd responded to ${JSON.stringify(q)} with: ${error}`);
    return response;
  };
}

function configuration(folder: string, port: number, rpcPort: number, options: InfluxdOptions): string {
  const at = (name: string): string => JSON.stringify(join(folder, name));
  return `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
dir = ${at('meta')}
[data]
dir = ${at('data')}
wal-dir = ${at('wal')}
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:${port}"
auth-enabled = ${options.auth ?? false}
log-enabled = false
shared-secret = ${JSON.stringify(options.sharedSecret ?? '')}
https-enabled = ${options.tls ?? false}
https-certificate = ${at('certificate.pem')}
https-private-key = ${at('key.pem')}
`;
}
