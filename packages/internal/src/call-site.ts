// The place in the caller's code where a call was made, for the stacks of errors that come much later: from a timer, a
// socket or another promise, where the caller's functions are on no stack any more.
//
// Capture it in the function that users call, before the first `await`, and attach it to whatever error of ours that call
// ends with. The engine only notes the frames; they are written out when somebody reads an error's stack.

/** Where a call was made. */
export interface CallSite {
  readonly stack?: string | undefined;
}

interface V8ErrorConstructor {
  captureStackTrace?(target: object, below: unknown): void;
}

/**
 * Captures where the running call was made.
 *
 * @param below the function that the caller called: it and what it called are left out of the stack
 */
export function captureCallSite(below: (...args: never[]) => unknown): CallSite {
  const { captureStackTrace } = Error as unknown as V8ErrorConstructor;
  // Engines without it (Firefox before 138) show the frames of ours as well.
  if (!captureStackTrace) return new Error();
  const site: CallSite = {};
  captureStackTrace(site, below);
  return site;
}

/**
 * Makes an error's stack that of a call. Attach it only to errors that this call made: a caller's own error, such as the
 * reason of an abort, says itself where it is from.
 *
 * @returns the same error
 */
export function attachCallSite<T>(error: T, site: CallSite | undefined): T {
  const stack = site?.stack;
  // With a formatter of the program's own (`Error.prepareStackTrace`) it may be anything.
  if (!(error instanceof Error) || typeof stack !== 'string') return error;
  const frames = stack.search(/^\s+at /m);
  // V8 writes the error before the frames, other engines the frames alone.
  const value = frames < 0 ? stack : `${error}\n${stack.slice(frames)}`;
  Reflect.defineProperty(error, 'stack', { value, writable: true, configurable: true, enumerable: false });
  return error;
}
