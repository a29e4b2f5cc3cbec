import type { MarkdownRenderer } from 'vitepress';

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

/** Leaves code as it is: the index of the search has no use for colours. */
export function plainCode(md: MarkdownRenderer): void {
  md.options.highlight = (code) => `<pre><code>${md.utils.escapeHtml(code)}</code></pre>`;
}
