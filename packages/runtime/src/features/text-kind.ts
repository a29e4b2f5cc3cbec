/** What a text is that came in place of JSON. */
export const textKind = (text: string): string =>
  text.trim() === ''
    ? 'empty'
    : /^\s*</.test(text)
      ? 'HTML or XML'
      : /^\s*[{[]/.test(text)
        ? 'broken or cut JSON'
        : 'text';
