import { shownPath } from './paths.js';

/** Whether a string is the address of something on the network rather than a path. */
export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** A URL as it may be shown: without the user name, password and query, which can hold secrets. */
export function shownUrl(address: string): string {
  if (!URL.canParse(address)) return address.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//');
  const url = new URL(address);
  return `${url.origin}${url.pathname}`;
}

/** A path or URL as people are shown it: a path relative where it is below the folder that they are in. */
export function shownAddress(address: string, folder: string): string {
  return isUrl(address) ? shownUrl(address) : shownPath(folder, address);
}
