// Reads what is in a tarball that npm made.
import { statSync } from 'node:fs';
import { list } from 'tar';

/**
 * @typedef {object} Tarball
 * @property {number} size bytes, as it is downloaded
 * @property {any} manifest its package.json
 * @property {Map<string, Buffer>} files by their paths below the package's folder
 */

/** @returns {Tarball} */
export function readTarball(path) {
  const files = new Map();
  const others = [];
  list({
    file: path,
    sync: true,
    strict: true,
    onReadEntry: (entry) => {
      if (entry.type === 'Directory') return;
      if (entry.type !== 'File' && entry.type !== 'OldFile') others.push(`${entry.path} (${entry.type})`);
      const chunks = [];
      entry.on('data', (chunk) => chunks.push(chunk));
      // Without the folder that npm puts all files into.
      entry.on('end', () => files.set(entry.path.replace(/^[^/]*\//, ''), Buffer.concat(chunks)));
    },
  });
  if (others.length > 0) throw new Error(`${path}: holds what is neither a file nor a folder: ${others.join(', ')}`);
  const manifest = files.get('package.json');
  if (manifest === undefined) throw new Error(`${path}: has no package.json`);
  return { size: statSync(path).size, manifest: JSON.parse(manifest.toString()), files };
}
