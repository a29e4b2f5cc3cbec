import { FORMAT } from '@influxkit/runtime';
import { after, parameter, passwordIn, type World, worldOf } from '../../auth/test/world.js';
import { queryAuth, sessionAuth, tokenAuth } from '../src/auth.js';

/** The schemes of InfluxDB's contracts, and the strategies for them. */
export const world: World = worldOf(
  {
    format: FORMAT,
    securitySchemes: {
      TokenAuthentication: { type: 'apiKey', in: 'header', name: 'Authorization' },
      BasicAuthentication: { type: 'http', scheme: 'basic' },
      QuerystringAuthentication: { type: 'apiKey', in: 'query', name: 'u' },
    },
    security: [['TokenAuthentication']],
  },
  'BasicAuthentication',
  [
    {
      name: 'tokenAuth',
      what: 'token',
      carrier: 'header',
      make: tokenAuth,
      seen: ({ headers }) => after('Token', headers),
    },
    {
      name: 'queryAuth',
      what: 'password',
      carrier: 'encoded',
      make: (password, options) => queryAuth({ username: 'me', password }, options),
      seen: (request) => parameter('p', request),
    },
    {
      name: 'sessionAuth',
      what: 'password',
      carrier: 'encoded',
      make: (password, options) => sessionAuth({ username: 'me', password }, options),
      seen: ({ headers }) => passwordIn(headers),
      isSession: true,
    },
  ],
  [queryAuth, sessionAuth],
);

export const { client, list, ping, signin, query } = world;
