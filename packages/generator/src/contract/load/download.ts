import type { Limits } from '../../base/limits.js';
import { shownUrl } from '../../base/urls.js';
import type { CachedDownload, DownloadCache } from './download-cache.js';
import { type FetchProblem, fetchProblem } from './fetch-problem.js';
import { SourceFailure, tooLarge } from './source-failure.js';

const MAX_REDIRECTS = 5;

/**
 * Fetches a document, following redirects that `mayRedirect` allows, never from https to http. What the cache has is asked
 * for again on condition that it changed.
 * @returns its bytes and the address that responded, which references in it are relative to
 */
export async function download(
  address: string,
  limits: Limits,
  mayRedirect: (to: URL) => boolean,
  cache?: DownloadCache,
): Promise<{ bytes: Uint8Array; url: string }> {
  let url = new URL(address);
  const signal = AbortSignal.timeout(limits.fetchTimeout);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (url.username || url.password) {
      throw unreadable(url, 'has a user name or password in it, which would end up in logs');
    }
    const known = cache?.read(url.href, limits.maxBytes);
    const response = await request(url, signal, known);
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location) {
      await response.body?.cancel();
      url = redirected(url, location, mayRedirect);
      continue;
    }
    if (response.status === 304 && known !== undefined) {
      await response.body?.cancel();
      return { bytes: known.bytes, url: url.href };
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw unreadable(url, `responds with status ${response.status}`);
    }
    const bytes = await readAll(response, url, limits);
    cache?.write(url.href, response.headers, bytes);
    return { bytes, url: url.href };
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

async function request(url: URL, signal: AbortSignal, known: CachedDownload | undefined): Promise<Response> {
  try {
    const accept = 'application/json, application/yaml, text/yaml;q=0.9, */*;q=0.5';
    return await fetch(url, { redirect: 'manual', signal, headers: { accept, ...known?.condition } });
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') throw unreadable(url, 'does not respond in time');
    throw unreachable(url, fetchProblem(error));
  }
}

function unreachable(url: URL, { reason, fix }: FetchProblem): SourceFailure {
  const what = `cannot be reached${reason === undefined ? '' : `: ${reason}`}`;
  return new SourceFailure('document-unreadable', `${shownUrl(url.href)} ${what}`, undefined, undefined, fix);
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
