import type { Client } from 'openapi-fetch';

/** The path-typed client of openapi-fetch, on the same transport: `api.http.GET('/api/v2/buckets')`. */
export type HttpClient<Paths extends {}> = Client<Paths>;
