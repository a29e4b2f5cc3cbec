import { randomBytes } from 'node:crypto';
import { createOssV2, type OssV2 } from '@influxkit/oss-v2';
import { ConnectionError } from '@influxkit/runtime';
import { withToken } from '../credentials.js';
import { startFakeInflux } from './fake-influx.js';
import type { InfluxDB2 } from './server.js';

export interface Found {
  readonly server: InfluxDB2;
  stop(): Promise<void>;
}

/**
 * Finds the InfluxDB v2 that the environment names: at `INFLUX_URL` with `INFLUX_TOKEN` (an operator token), or fresh and
 * set up here with `INFLUX_SETUP=1`. Where it names none, a server of our own stands in, which holds every request against
 * the contract and keeps what it is given.
 *
 * @throws Error where the environment names one that cannot be used
 */
export async function findInfluxDB(environment: NodeJS.ProcessEnv): Promise<Found> {
  const { INFLUX_URL: url, INFLUX_TOKEN: token, INFLUX_ORG: org, INFLUX_SETUP } = environment;
  const nothing = async (): Promise<void> => {};
  if (url === undefined || url === '') {
    const contract = await startFakeInflux();
    return { server: await describe(contract.url, 'a-token', 'acme', true), stop: () => contract.stop() };
  }
  const base = url.replace(/\/+$/, '');
  const { allowed } = await untilUp(base);
  if (INFLUX_SETUP === '1' && allowed) {
    return { server: await setUp(base, token, org), stop: nothing };
  }
  if (token === undefined || token === '') {
    throw new Error(`${base} is set up already: give INFLUX_TOKEN, an operator token of it, beside INFLUX_URL.`);
  }
  return { server: await describe(base, token, org, false), stop: nothing };
}

/** A server that was just started takes some seconds until it responds. */
async function untilUp(baseUrl: string): Promise<{ readonly allowed?: boolean }> {
  const api = createOssV2({ baseUrl });
  for (const deadline = Date.now() + 300_000; ; ) {
    try {
      return await api.setup.status();
    } catch (error) {
      if (!(error instanceof ConnectionError) || Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Sets up a fresh server with a password that nobody keeps: the token is all that the tests need. */
async function setUp(
  url: string,
  token = randomBytes(32).toString('base64url'),
  org = 'influxkit',
): Promise<InfluxDB2> {
  await createOssV2({ baseUrl: url }).setup.run({
    username: 'influxkit',
    password: randomBytes(18).toString('base64url'),
    org,
    bucket: 'influxkit',
    token,
  });
  return describe(url, token, org, false);
}

async function describe(
  url: string,
  token: string,
  org: string | undefined,
  contractOnly: boolean,
): Promise<InfluxDB2> {
  const api: OssV2 = createOssV2({ baseUrl: url, auth: withToken(token) });
  const { orgs } = await api.orgs.list(org === undefined ? {} : { org });
  const [first] = orgs ?? [];
  if (first?.id === undefined) {
    throw new Error(`The token of INFLUX_TOKEN sees no organization${org === undefined ? '' : ` ${org}`} at ${url}.`);
  }
  const { version, name } = await api.health();
  const what = contractOnly
    ? 'none (INFLUX_URL with INFLUX_TOKEN or INFLUX_SETUP=1 names one): a fake server checks requests by the contract alone'
    : `${name} ${version ?? ''} at ${url}`;
  return { url, token, org: first.name, orgID: first.id, description: what, contractOnly };
}
