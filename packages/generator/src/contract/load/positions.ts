import type { Location } from '../../base/diagnostics.js';
import type { Tokens } from '../document/pointer.js';
import { offsetInJson } from './json-position.js';
import type { Source } from './source-store.js';
import { YamlPositions } from './yaml-position.js';

/** Finds lines and columns in sources. A source is parsed for it once, when the first problem in it is located. */
export class Positions {
  readonly #yaml = new Map<Source, YamlPositions>();
  readonly #name: (address: string) => string;
  readonly #aliases = new Map<Source, (tokens: Tokens) => Location | undefined>();

  /** @param name how the address of a source is shown to people */
  constructor(name: (address: string) => string) {
    this.#name = name;
  }

  /** Lets places of a source that was made from others be looked up where they come from. */
  alias(source: Source, locate: (tokens: Tokens) => Location | undefined): void {
    this.#aliases.set(source, locate);
  }

  /** Looks a place up when its line or column is first read: most places that are asked for are never shown. */
  locate(source: Source, tokens: Tokens): Location {
    const alias = this.#aliases.get(source)?.(tokens);
    if (alias) return alias;
    let known: Location | undefined;
    const found = (): Location => {
      known ??= this.at(source, this.#offset(source, tokens));
      return known;
    };
    return {
      file: this.#name(source.address),
      get line() {
        return found().line;
      },
      get column() {
        return found().column;
      },
    };
  }

  /** Line and column of an offset. Columns count UTF-16 units, as editors do. */
  at(source: Source, offset: number): Location {
    const { text } = source;
    let line = 1;
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
      line++;
      start = end + 1;
    }
    return { file: this.#name(source.address), line, column: offset - start + 1 };
  }

  #offset(source: Source, tokens: Tokens): number {
    if (source.format === 'json') return offsetInJson(source.text, tokens).offset;
    try {
      let positions = this.#yaml.get(source);
      if (!positions) {
        positions = new YamlPositions(source.text);
        this.#yaml.set(source, positions);
      }
      return positions.offset(tokens);
    } catch {
      // A string that one parser takes and the other does not: the problem is reported with the place of the document.
      return 0;
    }
  }
}
