// What a fragment in a README may take as given, because the text around it has made it clear. A name that is neither
// declared in the fragment nor exported here makes it an example that does not compile.
import { readFile as readFileOfNode } from 'node:fs/promises';
import { tokenAuth as authByToken } from '@influxkit/auth';
import type { GeneratorConfig } from '@influxkit/generator';
import * as ossV2 from '@influxkit/oss-v2';
import * as queries from '@influxkit/query';

export const baseUrl: string = process.env['INFLUX_URL'] ?? 'http://localhost:8086';
export const token: string = process.env['INFLUX_TOKEN'] ?? '';
export const auth: ReturnType<typeof authByToken> = authByToken(token);
export const api: ossV2.OssV2 = ossV2.createOssV2({ baseUrl, auth });
export const query: queries.QueryClient = queries.createQuery(api, { org: 'acme' });
export const q = 'from(bucket: "co2") |> range(start: -1h)';
export const id = '0123456789abcdef';
export const scriptID = '0123456789abcdef';
export const host = 'a';

/** An answer that is line protocol. */
export const response = { body: new Blob(['cpu,host=a usage=0.5 1\n']).stream() };

/** Of the configuration that stands above it. */
export const config: GeneratorConfig = { products: [{ name: 'pets', input: 'openapi.yaml', output: 'generated' }] };

// Imports that an earlier example of the same page has shown.
export const { createOssV2 } = ossV2;
export const { createQuery, flux, fluxDuration } = queries;
export const tokenAuth: typeof authByToken = authByToken;
export const readFile: typeof readFileOfNode = readFileOfNode;
