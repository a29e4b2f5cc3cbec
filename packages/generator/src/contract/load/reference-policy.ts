import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Code } from '../../base/catalogue.js';
import { quote } from '../../base/diagnostics.js';
import { isInside } from '../../base/paths.js';
import { isUrl, shownUrl } from '../../base/urls.js';

/** What references of one contract may lead to. */
export interface ReferencePolicy {
  /** Absolute path of the folder that local files must be in. Undefined for a contract from the network: none may. */
  readonly root?: string;
  /** Origin that the contract was fetched from, which its own references may lead to. */
  readonly origin?: string;
  readonly allowRemote: boolean;
}

/** A reference that is refused: the code of the catalogue and the sentence. */
export interface Refusal {
  readonly code: Code;
  readonly message: string;
}

/**
 * Where the part of a `$ref` before `#` leads, seen from the document it stands in: an absolute path, or a URL.
 * It is judged by its text alone; reading resolves symbolic links and judges again.
 */
export function resolveAddress(
  reference: string,
  base: string,
  policy: ReferencePolicy,
): { address: string } | Refusal {
  return isUrl(base) ? resolveUrl(reference, base, policy) : resolvePath(reference, base, policy);
}

function resolveUrl(reference: string, base: string, policy: ReferencePolicy): { address: string } | Refusal {
  const url = URL.canParse(reference, base) ? new URL(reference, base) : undefined;
  if (!url) return { code: 'ref-invalid', message: `$ref ${quote(reference)} is not a valid URI reference` };
  if (url.protocol === 'file:') {
    return { code: 'ref-outside', message: `$ref ${quote(reference)} leads from the network to a local file` };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { code: 'ref-invalid', message: `$ref ${quote(reference)} has a scheme that cannot be read` };
  }
  if (url.origin !== policy.origin && !policy.allowRemote) {
    return { code: 'ref-remote', message: `$ref ${quote(shownUrl(url.href))} leads to another host` };
  }
  return { address: url.href };
}

function resolvePath(reference: string, base: string, policy: ReferencePolicy): { address: string } | Refusal {
  if (isUrl(reference) || reference.startsWith('//')) {
    const url = reference.startsWith('//') ? `https:${reference}` : reference;
    if (!policy.allowRemote) {
      return { code: 'ref-remote', message: `$ref ${quote(shownUrl(url))} leads to the network` };
    }
    return URL.canParse(url)
      ? { address: new URL(url).href }
      : { code: 'ref-invalid', message: `$ref ${quote(reference)} is not a valid URI reference` };
  }
  const path = localPath(reference, base);
  if (path === undefined) {
    return { code: 'ref-invalid', message: `$ref ${quote(reference)} is not a valid reference to a file` };
  }
  if (policy.root === undefined || !isInside(policy.root, path)) {
    return { code: 'ref-outside', message: `$ref ${quote(reference)} leads out of the folder of the contract` };
  }
  return { address: path };
}

function localPath(reference: string, base: string): string | undefined {
  try {
    const path = /^file:/i.test(reference) ? fileURLToPath(reference) : decodeURIComponent(reference);
    // A scheme has at least two letters: `C:` is a drive.
    if (path.includes('\0') || /^[a-z][a-z0-9+.-]+:/i.test(path)) return undefined;
    return resolve(dirname(base), path);
  } catch {
    return undefined;
  }
}
