import { formatPointer, type Tokens } from '../document/pointer.js';
import type { Source } from './source-store.js';

/** Where parts of the bundled document come from. */
export class Origins {
  readonly #origins = new Map<string, { source: Source; tokens: Tokens }>();

  /** What stands at `output` in the bundled document stands at `tokens` in `source`. */
  add(output: Tokens, source: Source, tokens: Tokens): void {
    this.#origins.set(formatPointer(output), { source, tokens: [...tokens] });
  }

  /** The place in the sources of a place in the bundled document. */
  find(output: Tokens): { source: Source; tokens: Tokens } | undefined {
    for (let length = output.length; length >= 0; length--) {
      const origin = this.#origins.get(formatPointer(output.slice(0, length)));
      if (origin) return { source: origin.source, tokens: [...origin.tokens, ...output.slice(length)] };
    }
    return undefined;
  }
}
