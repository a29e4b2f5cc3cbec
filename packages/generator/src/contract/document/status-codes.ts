// The keys of `responses`: a status, a class of statuses such as `2XX`, or `default`.

/** Whether a key is one that OpenAPI knows, in whatever case. */
export const isStatusCode = (code: string): boolean => /^([1-5]\d\d|[1-5]XX|default)$/i.test(code);

/** Whether a key stands for success; `default` stands for anything. */
export const isSuccessCode = (code: string): boolean => /^2(\d\d|XX)$/i.test(code);

/** A key as OpenAPI spells it. */
export const canonicalStatusCode = (code: string): string =>
  code.toLowerCase() === 'default' ? 'default' : code.toUpperCase();
