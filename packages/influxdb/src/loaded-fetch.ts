const currentFetch = (): typeof fetch => globalThis.fetch;

/** The platform's own fetch: a program may replace it, as tests do. Bundlers leave it out where nobody asks for it. */
const platformFetch = /* @__PURE__ */ currentFetch();
/** Where Node's fetch keeps what sends its requests, once it is loaded, or a program has given it another, such as a proxy. */
const DISPATCHER = Symbol.for('undici.globalDispatcher.1');

/** Whether fetch is there to be taken: it is loaded or replaced, or it costs nothing to load, which is so but in Node. */
export const isFetchLoaded = (): boolean => {
  const { versions } = (globalThis as { process?: Partial<NodeJS.Process> }).process ?? {};
  return (
    versions?.node === undefined ||
    'deno' in versions ||
    'bun' in versions ||
    currentFetch() !== platformFetch ||
    DISPATCHER in globalThis
  );
};
