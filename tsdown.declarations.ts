// What becomes of declarations between the bundler and the tarball: their layout, their maps, the sources they map to.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { decode, encode, type SourceMapMappings } from '@jridgewell/sourcemap-codec';

/** As many columns as our formatter allows itself. */
const LINE_WIDTH = 120;

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
    const map = readMap(`${file}.map`);
    const moved = map && moveMap(map, printed, text);
    const shown = moved && mapToCopies(moved, folder, published);
    if (shown) writeFileSync(`${file}.map`, JSON.stringify(shown));
    else rmSync(`${file}.map`, { force: true });
    writeFileSync(file, shown ? `${text}//# sourceMappingURL=${name}.map` : text);
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
  const last = lines.length - 1;
  const indent = indentOf(lines[last]!);
  let first = last - 1;
  while (first >= 0 && indentOf(lines[first]!) > indent) first--;
  if (first < 0 || indentOf(lines[first]!) !== indent || !lines[first]!.endsWith('{')) return;
  const members = lines.slice(first + 1, last).map((line) => line.trimStart());
  if (members.length === 0 || !members.every((member) => member.endsWith(';') && !member.includes('/*'))) return;
  const joined = [lines[first]!, ...members, lines[last]!.trimStart()].join(' ');
  if (joined.length + indent <= LINE_WIDTH) lines.splice(first, lines.length, joined);
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Moves a map along with text that changed in its white space alone. */
function moveMap(map: DeclarationMap, before: string, after: string): DeclarationMap {
  const starts = lineStarts(before);
  const ordinals = ordinalsOf(before);
  const places = placesOf(after);
  const moved: SourceMapMappings = [];
  for (const [line, segments] of decode(map.mappings).entries()) {
    for (const segment of segments) {
      const place = places[ordinals[starts[line]! + segment[0]]!];
      if (place === undefined) continue;
      while (moved.length <= place[0]) moved.push([]);
      moved[place[0]]!.push([place[1], ...segment.slice(1)] as typeof segment);
    }
  }
  return { ...map, mappings: encode(moved) };
}

/** Where each line starts. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** For each place in a text, how many characters that are no white space stand before it. */
function ordinalsOf(text: string): Uint32Array {
  const ordinals = new Uint32Array(text.length + 1);
  for (let index = 0; index < text.length; index++) {
    ordinals[index + 1] = ordinals[index]! + (text[index]!.trim() === '' ? 0 : 1);
  }
  return ordinals;
}

/** Line and column of each character that is no white space. */
const placesOf = (text: string): readonly (readonly [line: number, column: number])[] =>
  text.split('\n').flatMap((content, line) => [...content.matchAll(/\S/g)].map(({ index }) => [line, index] as const));

/**
 * Copies the sources that a map names to `src` in the build, and leads it there. What has no copy is mapped to nothing:
 * generated modules, and what comes from packages of others.
 */
function mapToCopies(map: DeclarationMap, folder: string, published: string): DeclarationMap | undefined {
  const copies = map.sources.map((source) => copyOf(resolve(published, source), folder));
  const sources = [...new Set(copies.filter((copy) => copy !== undefined))];
  if (sources.length === 0) return undefined;
  for (const [index, copy] of copies.entries()) {
    if (copy === undefined) continue;
    mkdirSync(dirname(join(published, copy)), { recursive: true });
    copyFileSync(resolve(published, map.sources[index]!), join(published, copy));
  }
  const mappings = decode(map.mappings).map((segments) =>
    segments.map((segment): typeof segment => {
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
  const [own, shared] = [join(folder, 'src'), join(folder, '../internal/src')].map((root) =>
    posixPath(relative(root, source)),
  );
  if (own !== undefined && !own.startsWith('../')) return own.startsWith('generated/') ? undefined : `src/${own}`;
  return shared === undefined || shared.startsWith('../') ? undefined : `src/internal/${shared}`;
}

const posixPath = (path: string): string => path.split(sep).join(posix.sep);
