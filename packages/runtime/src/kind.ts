/** What a wrong value is, for an error: its kind, and never what it holds. */
export const kindOf = (value: unknown): string => (value === null ? 'null' : typeof value);
