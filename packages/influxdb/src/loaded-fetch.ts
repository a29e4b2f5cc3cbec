/** Where Node's fetch keeps what sends its requests, once it is loaded, or a program has given it another, such as a proxy. */
const DISPATCHER = Symbol.for('undici.globalDispatcher.1');

/**
 * What Node's own fetch loads when it is first called, as its source names it. That tells it from one that a program has put
 * in its place, as tests and tracers do, whether before this module was imported or after: a request must not pass it by.
 */
const LOADED_LATER = 'internal/deps/undici/undici';

const isReplaced = (): boolean =>
  globalThis.fetch !== undefined && !Function.prototype.toString.call(globalThis.fetch).includes(LOADED_LATER);

/** Whether fetch is there to be taken: it is loaded or replaced, or it costs nothing to load, which is so but in Node. */
export const isFetchLoaded = (): boolean => {
  const { versions } = (globalThis as { process?: Partial<NodeJS.Process> }).process ?? {};
  return (
    versions?.node === undefined || 'deno' in versions || 'bun' in versions || DISPATCHER in globalThis || isReplaced()
  );
};
