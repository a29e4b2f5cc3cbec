import type { MarkdownOptions, MarkdownRenderer } from 'vitepress';

type Highlighter = Parameters<NonNullable<MarkdownOptions['shikiSetup']>>[0];
type Grammar = ReturnType<Highlighter['getLanguage']>;
type State = Line['ruleStack'];
type Line = ReturnType<Grammar['tokenizeLine2']>;

/** A block of code and its language, and what the highlighter made of it. */
const known = new Map<string, string>();

/** Has each block of code highlighted once: pages have many alike, and the highlighter takes most of the time of a build. */
export function highlightOnce(md: MarkdownRenderer): void {
  const { highlight } = md.options;
  if (!highlight) return;
  md.options.highlight = (code, language, attributes) => {
    const key = JSON.stringify([language, attributes, code]);
    const html = known.get(key) ?? highlight(code, language, attributes);
    known.set(key, html);
    return html;
  };
}

/**
 * Has each line of code read once for each state that it begins in: the programs of hundreds of operations differ in a line
 * or two.
 */
export function linesOnce(highlighter: Highlighter): void {
  const internal = highlighter.getInternalContext();
  const { getLanguage, setTheme } = internal;
  // A grammar gives the colours of the theme that was set last.
  let theme = '';
  internal.setTheme = (name) => {
    theme = typeof name === 'string' ? name : (name.name ?? '');
    return setTheme(name);
  };
  const seen = new WeakSet<Grammar>();
  internal.getLanguage = (name) => {
    const grammar = getLanguage(name);
    if (seen.has(grammar)) return grammar;
    seen.add(grammar);
    const read = grammar.tokenizeLine2.bind(grammar);
    /** States that lines end in: one object for all that are equal, so that they are found by identity. */
    const states: State[] = [];
    const lines = new Map<string, Map<State, Map<string, Line>>>();
    grammar.tokenizeLine2 = (line, state) => {
      const ofState = entryOf(
        entryOf(lines, theme, () => new Map()),
        state,
        () => new Map<string, Line>(),
      );
      const before = ofState.get(line);
      if (before !== undefined) return before;
      // Without a limit of time: on a machine that does much else, lines would have the colours of their beginning only.
      const found = read(line, state, 0);
      let ruleStack = states.find((one) => one === found.ruleStack || one.equals(found.ruleStack));
      if (ruleStack === undefined) {
        ruleStack = found.ruleStack;
        states.push(ruleStack);
      }
      const result = { ...found, ruleStack };
      ofState.set(line, result);
      return result;
    };
    return grammar;
  };
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** Leaves code as it is: the index of the search has no use for colours. */
export function plainCode(md: MarkdownRenderer): void {
  md.options.highlight = (code) => `<pre><code>${md.utils.escapeHtml(code)}</code></pre>`;
}
