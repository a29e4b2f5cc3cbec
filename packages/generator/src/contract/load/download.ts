import type { Limits } from '../../base/limits.js';
import { shownUrl } from '../../base/urls.js';
import { SourceFailure, tooLarge } from './source-failure.js';

const MAX_REDIRECTS = 5;

/**
 * Fetches a document, following redirects that `mayRedirect` allows, never from https to http.
 * @returns its bytes and the address that responded, which references in it are relative to
 */
export async function download(
  address: string,
  limits: Limits,
  mayRedirect: (to: URL) => boolean,
): Promise<{ bytes: Uint8Array; url: string }> {
  let url = new URL(address);
  const signal = AbortSignal.timeout(limits.fetchTimeout);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (url.username || url.password) {
      throw unreadable(url, 'has a user name or password in it, which would end up in logs');
    }
    const response = await request(url, signal);
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location) {
      await response.body?.cancel();
      url = redirected(url, location, mayRedirect);
      continue;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw unreadable(url, `responds with status ${response.status}`);
    }
    return { bytes: await readAll(response, url, limits), url: url.href };
  }
  throw unreadable(url, `redirects more than ${MAX_REDIRECTS} times`);
}

function redirected(from: URL, location: string, mayRedirect: (to: URL) => boolean): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (!to || (to.protocol !== 'https:' && (to.protocol !== 'http:' || from.protocol === 'https:'))) {
    throw unreadable(from, 'redirects to an address that is not followed');
  }
  if (to.origin !== from.origin && !mayRedirect(to)) {
    throw new SourceFailure('ref-remote', `${shownUrl(from.href)} redirects to another host, ${to.origin}`);
  }
  return to;
}

async function request(url: URL, signal: AbortSignal): Promise<Response> {
  try {
    const accept = 'application/json, application/yaml, text/yaml;q=0.9, */*;q=0.5';
    return await fetch(url, { redirect: 'manual', signal, headers: { accept } });
  } catch (error) {
    throw unreadable(url, (error as Error).name === 'TimeoutError' ? 'does not respond in time' : 'cannot be reached');
  }
}

async function readAll(response: Response, url: URL, limits: Limits): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > limits.maxBytes) throw tooLarge(limits);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof SourceFailure) throw error;
    throw unreadable(url, 'broke off its response');
  }
  return Buffer.concat(chunks);
}

function unreadable(url: URL, what: string): SourceFailure {
  return new SourceFailure('document-unreadable', `${shownUrl(url.href)} ${what}`);
}
