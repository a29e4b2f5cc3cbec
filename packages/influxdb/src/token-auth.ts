import {
  type AuthStrategy,
  type Credential,
  credentialSource,
  defineAuth,
  inAuthorization,
  type ProviderOptions,
  type SchemeOptions,
  type SchemePattern,
  withCredentials,
} from '@influxkit/auth';

/** Options of `tokenAuth`. */
export interface TokenOptions extends ProviderOptions, SchemeOptions {}

/** How InfluxDB's contracts describe the scheme `TokenAuthentication`. */
export const tokenScheme: SchemePattern = { type: 'apiKey', in: 'header', name: 'Authorization' };

/**
 * An API token as InfluxDB takes it: `Authorization: Token …`. It serves `TokenAuthentication` of InfluxDB's contracts, an
 * `apiKey` in the header `Authorization`.
 *
 * @param token the token, or a provider that gives it
 * @throws TypeError for a token that a header cannot carry, such as one with a line feed at its end
 * @example
 * import { createOssV2, tokenAuth } from '@influxkit/influxdb/oss-v2';
 *
 * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 */
export const tokenAuth = (token: Credential, options: TokenOptions = {}): AuthStrategy =>
  defineAuth(
    options.schemes ?? [tokenScheme],
    withCredentials(
      credentialSource(token, 'token', 'header', options),
      inAuthorization((credential) => `Token ${credential}`),
    ),
  );
