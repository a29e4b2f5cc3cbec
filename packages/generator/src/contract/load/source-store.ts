import { realpathSync } from 'node:fs';
import { quote } from '../../base/diagnostics.js';
import { readRegularFile, reasonOf, sha256, TooLarge } from '../../base/files.js';
import type { JsonValue } from '../../base/json.js';
import type { Limits } from '../../base/limits.js';
import { isInside } from '../../base/paths.js';
import { isUrl } from '../../base/urls.js';
import { download } from './download.js';
import type { DownloadCache } from './download-cache.js';
import { ParseFailure, parseText } from './parse-document.js';
import type { ReferencePolicy } from './reference-policy.js';
import { SourceFailure, tooLarge } from './source-failure.js';

/** A document that was read and parsed. */
export interface Source {
  /** Absolute path or URL. */
  readonly address: string;
  readonly sha256: string;
  readonly text: string;
  readonly format: 'json' | 'yaml';
  readonly value: JsonValue;
}

/**
 * Documents by address, each read and parsed once. Share one store among contracts that have files in common.
 * Local files are read synchronously: they are many and small, and waiting for each takes longer than reading it.
 */
export class SourceStore {
  readonly limits: Limits;
  readonly #sources = new Map<string, Source | SourceFailure>();
  readonly #cache: DownloadCache | undefined;

  /** @param cache what earlier runs downloaded; without it, everything is downloaded anew */
  constructor(limits: Limits, cache?: DownloadCache) {
    this.limits = limits;
    this.#cache = cache;
  }

  /** A local document, or one from the network that was fetched before; undefined if it has yet to be. */
  get(address: string, policy: ReferencePolicy): Source | SourceFailure | undefined {
    if (!isUrl(address)) {
      const refusal = leadsOutside(address, policy);
      if (refusal) return refusal;
    }
    const known = this.#sources.get(address);
    if (known || isUrl(address)) return known;
    return this.#keep(address, () => this.#parse(address, readLocal(address, this.limits)));
  }

  /** Fetches a document from the network. `address` stays its name; the second is where it was found. */
  async fetch(address: string, mayRedirect: (to: URL) => boolean): Promise<Source | SourceFailure> {
    const known = this.#sources.get(address);
    if (known) return known;
    try {
      const { bytes, url } = await download(address, this.limits, mayRedirect, this.#cache);
      return this.#keep(address, () => this.#parse(url, bytes));
    } catch (error) {
      return this.#keep(address, () => {
        throw error;
      });
    }
  }

  /** Takes a string as if it had been read from `address`. */
  set(address: string, text: string): Source | SourceFailure {
    return this.#keep(address, () => this.#parse(address, new TextEncoder().encode(text)));
  }

  #keep(address: string, read: () => Source): Source | SourceFailure {
    let result: Source | SourceFailure;
    try {
      if (this.#sources.size >= this.limits.maxFiles) {
        throw new SourceFailure('document-too-large', `The contract has more than ${this.limits.maxFiles} files`);
      }
      result = read();
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      result = error;
    }
    this.#sources.set(address, result);
    return result;
  }

  #parse(address: string, bytes: Uint8Array): Source {
    const text = decode(bytes);
    try {
      const { value, format } = parseText(text, address, this.limits);
      return { address, sha256: sha256(bytes), text, format, value };
    } catch (error) {
      if (!(error instanceof ParseFailure)) throw error;
      const code = error.tooDeep ? 'document-too-deep' : 'document-syntax';
      throw new SourceFailure(code, error.message, text, error.offset, error.fix);
    }
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SourceFailure('document-encoding', 'The document is not UTF-8');
  }
}

function leadsOutside(path: string, policy: ReferencePolicy): SourceFailure | undefined {
  if (policy.root === undefined) return undefined;
  try {
    if (isInside(realpathSync(policy.root), realpathSync(path))) return undefined;
    return new SourceFailure('ref-outside', `${quote(path)} is a link that leads out of the folder of the contract`);
  } catch {
    // It does not exist: reading it says so.
    return undefined;
  }
}

function readLocal(path: string, limits: Limits): Uint8Array {
  try {
    return readRegularFile(path, limits.maxBytes);
  } catch (error) {
    if (error instanceof TooLarge) throw tooLarge(limits);
    throw new SourceFailure('document-unreadable', `The file cannot be read: ${reasonOf(error)}`);
  }
}
