import { FORMAT } from '@influxkit/runtime';
import { apiKeyAuth, basicAuth, bearerAuth } from '../src/index.js';
import { after, parameter, passwordIn, type World, worldOf } from './world.js';

/** A contract with a scheme of each type that these strategies serve. */
export const world: World = worldOf(
  {
    format: FORMAT,
    securitySchemes: {
      person: { type: 'http', scheme: 'Basic' },
      token: { type: 'http', scheme: 'bearer' },
      headerKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      queryKey: { type: 'apiKey', in: 'query', name: 'api_key' },
      cookieKey: { type: 'apiKey', in: 'cookie', name: 'sid' },
    },
    security: [['token']],
  },
  'person',
  [
    {
      name: 'bearerAuth',
      what: 'token',
      carrier: 'header',
      make: bearerAuth,
      seen: ({ headers }) => after('Bearer', headers),
    },
    {
      name: 'basicAuth',
      what: 'password',
      carrier: 'encoded',
      make: (password, options) => basicAuth({ username: 'me', password }, options),
      seen: ({ headers }) => passwordIn(headers),
    },
    {
      name: 'apiKeyAuth in a header',
      what: 'API key',
      carrier: 'header',
      make: (key, options) => apiKeyAuth(key, { ...options, name: 'X-API-Key' }),
      seen: ({ headers }) => headers['x-api-key'] as string | undefined,
    },
    {
      name: 'apiKeyAuth in the query',
      what: 'API key',
      carrier: 'encoded',
      make: (key, options) => apiKeyAuth(key, { ...options, in: 'query', name: 'api_key' }),
      seen: (request) => parameter('api_key', request),
    },
    {
      name: 'apiKeyAuth in a cookie',
      what: 'API key',
      carrier: 'cookie',
      make: (key, options) => apiKeyAuth(key, { ...options, in: 'cookie', name: 'sid' }),
      seen: ({ headers }) => (headers.cookie?.startsWith('sid=') ? headers.cookie.slice(4) : undefined),
    },
  ],
  [basicAuth],
);

export const { client, list, ping, signin, query, write } = world;
