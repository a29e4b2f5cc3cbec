import { FETCHING_METHODS } from '@influxkit/internal/http-methods';
import { isRedirect } from '@influxkit/internal/status';
import { type CancellingTransport, cancelledAs } from './cancellation.js';
import type { Transport } from './transport.js';

/** Redirects that are followed, one after another. */
const MOST_REDIRECTS = 5;

/**
 * Follows redirects of GET and HEAD, and only to the origin that the request was sent to: neither a credential nor a body
 * ever reaches another server, nor the same one without TLS. Any other redirect is the response.
 */
export const withRedirects = (transport: CancellingTransport): Transport =>
  cancelledAs(transport, async (request) => {
    let { url } = request;
    for (let redirects = 0; ; redirects++) {
      const response = await transport(redirects === 0 ? request : { ...request, url });
      const location = isRedirect(response.status) ? response.headers.get('location') : null;
      if (!location || redirects === MOST_REDIRECTS || !FETCHING_METHODS.has(request.method)) return response;
      const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
      if (next?.origin !== new URL(url).origin) return response;
      response.body?.cancel().catch(() => {});
      url = next.href;
    }
  });
