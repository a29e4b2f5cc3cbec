// What becomes of declarations between the bundler and the tarball: their layout, their maps, the sources they map to.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { decode, encode, type SourceMapMappings, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

/** As many columns as our formatter allows itself. */
const LINE_WIDTH = 120;

/** Where in a build the copies stand of what several packages have inside: it is no package that can be imported. */
const SHARED_COPIES = 'src/internal';

/** The fields of a declaration map that the bundler writes. */
interface DeclarationMap {
  readonly version: 3;
  readonly file: string;
  readonly names: readonly string[];
  readonly sources: readonly string[];
  readonly mappings: string;
}

/**
 * Lays the declarations of a build out anew, and lets their maps lead to copies of the sources beside them, so that "go to
 * definition" ends in the code. Whoever reads a generated module reads its declarations, which say all that it says: the
 * maps leave it out, and a map that nothing is left of goes.
 *
 * @param folder - The package.
 * @param published - Its build.
 */
export function publishDeclarations(folder: string, published: string): void {
  for (const name of readdirSync(published).filter((file) => file.endsWith('.d.cts'))) {
    const file = join(published, name);
    const printed = readFileSync(file, 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
    const text = layOut(printed);
    const map = mapToCopies(readMap(`${file}.map`), folder, published);
    if (map) writeFileSync(`${file}.map`, JSON.stringify(moveMap(map, printed, text)));
    else rmSync(`${file}.map`, { force: true });
    writeFileSync(file, map ? `${text}//# sourceMappingURL=${name}.map\n` : text);
  }
}

const readMap = (path: string): DeclarationMap | undefined =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DeclarationMap) : undefined;

/**
 * Changes nothing but white space. A doc comment gets its place before what it is about: the bundler leaves those of one
 * line on the line above, where no editor takes them for the documentation of anything. Indentation is by tabs, and a type
 * that fits a line takes one, which is a fifth of what a contract's types would take of an install.
 */
export function layOut(declarations: string): string {
  const lines: string[] = [];
  for (const line of declarations.split('\n').flatMap(withoutTrailingDoc)) {
    const text = line.trimStart();
    lines.push('\t'.repeat((line.length - text.length) / 2) + text);
    if (text.startsWith('}')) joinBlock(lines);
  }
  return lines.join('\n');
}

/** A line of code that ends in the doc comment of what follows, as two lines. */
function withoutTrailingDoc(line: string): readonly string[] {
  const [, indent, code, doc] = /^( *)(?!\*)(\S.*[;{]) (\/\*\*(?:(?!\*\/).)*\*\/)$/.exec(line) ?? [];
  return doc === undefined ? [line] : [`${indent}${code}`, `${indent}${doc}`];
}

/** Makes one line of the block that the last line closes, where it holds no comment and fits. */
function joinBlock(lines: string[]): void {
  const indent = indentOf(lines.at(-1));
  const first = lines.findLastIndex((line, index) => index < lines.length - 1 && indentOf(line) <= indent);
  const [opening = '', ...members] = lines.slice(first).map((line) => line.trim());
  const closing = members.pop();
  if (first < 0 || indentOf(lines[first]) < indent || !opening.endsWith('{') || members.length === 0) return;
  if (members.some((member) => !member.endsWith(';') || member.includes('/*'))) return;
  const joined = [opening, ...members, closing].join(' ');
  if (joined.length + 2 * indent <= LINE_WIDTH) lines.splice(first, lines.length, '\t'.repeat(indent) + joined);
}

const indentOf = (line = ''): number => line.length - line.trimStart().length;

/** Moves a map along with text that changed in its white space alone. */
function moveMap(map: DeclarationMap, before: string, after: string): DeclarationMap {
  const places = charactersOf(after);
  const targets = new Map(charactersOf(before).map((place, index) => [String(place), places[index]]));
  const moved: SourceMapMappings = [];
  for (const [line, segments] of decode(map.mappings).entries()) {
    for (const [column, ...source] of segments) {
      const target = targets.get(String([line, column]));
      if (target === undefined) continue;
      while (moved.length <= target[0]) moved.push([]);
      moved[target[0]]?.push([target[1], ...source] as SourceMapSegment);
    }
  }
  return { ...map, mappings: encode(moved) };
}

/** Line and column of each character that is no white space. */
const charactersOf = (text: string): readonly (readonly [line: number, column: number])[] =>
  text.split('\n').flatMap((content, line) => [...content.matchAll(/\S/g)].map(({ index }) => [line, index] as const));

/**
 * Copies the sources that a map names to `src` in the build, and leads it there. What has no copy is mapped to nothing:
 * generated modules, and what comes from packages of others.
 */
function mapToCopies(map: DeclarationMap | undefined, folder: string, published: string): DeclarationMap | undefined {
  if (map === undefined) return undefined;
  const copies = map.sources.map((source) => copyOf(resolve(published, source), folder));
  const sources = [...new Set(copies.filter((copy) => copy !== undefined))];
  if (sources.length === 0) return undefined;
  for (const [index, source] of map.sources.entries()) {
    const copy = copies[index];
    if (copy === undefined) continue;
    mkdirSync(dirname(join(published, copy)), { recursive: true });
    const text = readFileSync(resolve(published, source), 'utf8');
    const toShared = posix.relative(posix.dirname(copy), SHARED_COPIES);
    writeFileSync(
      join(published, copy),
      text.replace(/'@influxkit\/internal\/([\w-]+)'/g, `'${toShared.startsWith('.') ? '' : './'}${toShared}/$1.js'`),
    );
  }
  const mappings = decode(map.mappings).map((segments) =>
    segments.map((segment): SourceMapSegment => {
      const copy = segment.length === 1 ? undefined : copies[segment[1]];
      // A place of its own that leads nowhere: without it an editor takes the next one for it.
      if (segment.length === 1 || copy === undefined) return [segment[0]];
      return [segment[0], sources.indexOf(copy), segment[2], segment[3]];
    }),
  );
  return { ...map, names: [], sources, mappings: encode(mappings) };
}

/** Where in a build the copy of a source is, if it has one. */
function copyOf(source: string, folder: string): string | undefined {
  const own = within(join(folder, 'src'), source);
  if (own !== undefined) return own.startsWith('generated/') ? undefined : `src/${own}`;
  const shared = within(join(folder, '../internal/src'), source);
  return shared === undefined ? undefined : `${SHARED_COPIES}/${shared}`;
}

/** The path of a file in a folder, with the separators of URLs; undefined where it is outside. */
function within(folder: string, file: string): string | undefined {
  const path = relative(folder, file).split(sep).join(posix.sep);
  return path.startsWith('../') ? undefined : path;
}
