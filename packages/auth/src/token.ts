import type { Middleware } from '@influxkit/runtime';
import { type Secret, secretOf, withAuthorization } from './credential.js';

const scheme =
  (name: string, token: Secret): Middleware =>
  async (request, next) => {
    const secret = await secretOf(token, 'token', request);
    return next(withAuthorization(request, `${name} ${secret}`, secret));
  };

/**
 * An API token, as InfluxDB 2.x, Cloud and Cloud Serverless take it: `Authorization: Token …`.
 *
 * @param token the token, or a function that gives it before each request
 */
export const tokenAuth = (token: Secret): Middleware => scheme('Token', token);

/**
 * A token as `Authorization: Bearer …`: a JSON Web Token for InfluxDB 1.x, an API token where a gateway asks for this form.
 *
 * @param token the token, or a function that gives it before each request
 */
export const bearerAuth = (token: Secret): Middleware => scheme('Bearer', token);
