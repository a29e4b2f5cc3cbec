const verbs: Readonly<Record<string, readonly [item: string, list: string]>> = {
  GET: ['Get', 'List'],
  POST: ['Run', 'Create'],
  PUT: ['Replace', 'Replace'],
  PATCH: ['Update', 'Update'],
  DELETE: ['Delete', 'Delete'],
  HEAD: ['Check', 'Check'],
  OPTIONS: ['Ask for the options of', 'Ask for the options of'],
  TRACE: ['Trace', 'Trace'],
};

/** A summary for an operation that nobody has described yet, from its method and path: `Get a widget`, `List widgets`. */
export function summaryOf(method: string, path: string): string {
  const steps = path.split('/').filter((step) => step !== '');
  const isItem = steps.at(-1)?.startsWith('{') === true;
  const named = steps.filter((step) => !step.startsWith('{'));
  const words = wordsOf(named.at(-1) ?? 'root');
  const [item, list] = verbs[method] ?? ['Call', 'Call'];
  const isPlural = words.endsWith('s') && !words.endsWith('ss');
  if (isItem) return `${method === 'POST' ? 'Post to' : item} ${article(singular(words))}`;
  if (isPlural) return method === 'POST' ? `${list} ${article(singular(words))}` : `${list} ${words}`;
  return method === 'POST' ? `Run ${words}` : `${item} ${words}`;
}

/** `notificationRules` → `notification rules`. */
export function wordsOf(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();
}

function singular(words: string): string {
  if (!words.endsWith('s') || words.endsWith('ss')) return words;
  if (words.endsWith('ies')) return `${words.slice(0, -3)}y`;
  return /(ses|xes|ches|shes)$/.test(words) ? words.slice(0, -2) : words.slice(0, -1);
}

function article(words: string): string {
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}
