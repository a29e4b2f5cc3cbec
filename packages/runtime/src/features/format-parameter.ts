import { isBodyInit } from '../body-init.js';
import type { AddFormat } from '../operation.js';

/** A value of the caller's own stays, and so does a body that is left out or encoded already. */
export const formatParameter: AddFormat = ({ in: place, name, values }, { query, body }, accept) => {
  const value = place === 'body' ? body : query;
  const isObject = typeof (value ?? {}) === 'object' && !Array.isArray(value) && !isBodyInit(value);
  if (!isObject || (place === 'body' && value === undefined)) return { query, body };
  const named = { [name]: values[accept.split(';')[0] as string], ...(value as object | undefined) };
  return place === 'body' ? { query, body: named } : { query: named, body };
};
