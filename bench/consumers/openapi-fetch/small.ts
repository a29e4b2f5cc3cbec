import createClient from 'openapi-fetch';
import type { paths } from './generated/schema';

export async function main(): Promise<void> {
  const api = createClient<paths>({ baseUrl: 'http://localhost:8086' });
  const { data } = await api.GET('/api/v2/buckets', { params: { query: { limit: 50 } } });
  await api.POST('/api/v2/write', {
    params: { query: { org: 'acme', bucket: 'co2' } },
    body: `cpu,host=a value=${data?.buckets?.length ?? 0}`,
    // without it the text is sent as JSON
    bodySerializer: (body) => body,
    headers: { 'content-type': 'text/plain' },
  });
}
