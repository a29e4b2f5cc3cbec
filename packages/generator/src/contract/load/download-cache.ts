import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, writeEntry } from '../../base/cache-folder.js';
import { sha256 } from '../../base/files.js';
import { isObject, type JsonValue, own } from '../../base/json.js';

/** A document that was downloaded before. */
export interface CachedDownload {
  readonly bytes: Uint8Array;
  /** Headers that ask for the document only if it is another one by now. */
  readonly condition: Readonly<Record<string, string>>;
}

/**
 * Documents of earlier runs, by address, with what the server called their state (`ETag`, `Last-Modified`). A file is
 * named for the hash of its address, which may hold a secret in its query. An entry that is damaged counts as none.
 */
export class DownloadCache {
  readonly #folder: string | undefined;

  /** @param root the folder whose `node_modules` holds the cache; without one, nothing is cached */
  constructor(root: string) {
    const folder = cacheFolder(root);
    this.#folder = folder && join(folder, 'downloads');
  }

  read(url: string, maxBytes: number): CachedDownload | undefined {
    if (this.#folder === undefined) return undefined;
    try {
      const file = this.#file(url);
      // In base64 a document is a third longer.
      if (statSync(file).size > maxBytes * 1.4 + 4096) return undefined;
      const entry = JSON.parse(readFileSync(file, 'utf8')) as JsonValue;
      if (!isObject(entry)) return undefined;
      const [etag, modified, body] = [own(entry, 'etag'), own(entry, 'lastModified'), own(entry, 'body')];
      if (typeof body !== 'string' || own(entry, 'sha256') !== sha256(body)) return undefined;
      const bytes = Buffer.from(body, 'base64');
      if (bytes.length > maxBytes) return undefined;
      if (typeof etag === 'string') return { bytes, condition: { 'if-none-match': etag } };
      return typeof modified === 'string' ? { bytes, condition: { 'if-modified-since': modified } } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps a document, unless the server says nothing of its state or does not want it kept. */
  write(url: string, headers: Headers, bytes: Uint8Array): void {
    if (this.#folder === undefined) return;
    const [etag, lastModified] = [headers.get('etag'), headers.get('last-modified')];
    const mayKeep = !/\bno-store\b/i.test(headers.get('cache-control') ?? '');
    if (!mayKeep || (etag === null && lastModified === null)) {
      rmSync(this.#file(url), { force: true });
      return;
    }
    const body = Buffer.from(bytes).toString('base64');
    writeEntry(this.#file(url), JSON.stringify({ etag, lastModified, sha256: sha256(body), body }));
  }

  #file(url: string): string {
    return join(this.#folder ?? '', `${sha256(url)}.json`);
  }
}
