// Reads what is in a tarball that npm made.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/**
 * @typedef {object} Tarball
 * @property {number} size bytes, as it is downloaded
 * @property {any} manifest its package.json
 * @property {Map<string, Buffer>} files by their paths below the package's folder
 */

/** @returns {Tarball} */
export function readTarball(path) {
  const packed = readFileSync(path);
  const files = unpack(gunzipSync(packed));
  const manifest = files.get('package.json');
  if (manifest === undefined) throw new Error(`${path} has no package.json`);
  return { size: packed.length, manifest: JSON.parse(manifest.toString()), files };
}

/** The files of a tar archive (ustar, with the extended headers that long paths need), without their first folder. */
function unpack(tar) {
  const files = new Map();
  let longPath;
  for (let at = 0; at + 512 <= tar.length; ) {
    const header = tar.subarray(at, at + 512);
    if (header[0] === 0) break;
    const size = Number.parseInt(text(header, 124, 12), 8);
    const type = text(header, 156, 1);
    const content = tar.subarray(at + 512, at + 512 + size);
    const prefix = text(header, 345, 155);
    const path = longPath ?? (prefix === '' ? '' : `${prefix}/`) + text(header, 0, 100);
    longPath = undefined;
    if (type === 'x') longPath = /(?:^|\n)\d+ path=(.*)\n/.exec(content.toString())?.[1];
    else if (type === '0' || type === '') files.set(path.replace(/^[^/]*\//, ''), Buffer.from(content));
    else if (type !== 'g' && type !== '5') throw new Error(`${path} is neither a file nor a folder (type ${type})`);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

const text = (bytes, start, length) =>
  bytes
    .subarray(start, start + length)
    .toString('utf8')
    .split('\0', 1)[0]
    .trim();
