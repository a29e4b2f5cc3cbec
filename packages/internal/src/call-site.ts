// Stacks that name the caller, for errors that are made where the caller's functions are on no stack any more: in a timer,
// on a socket, in another promise.
//
// Nothing is captured before something fails. Engines that know who awaits whom (V8: Node, Deno, Chromium) tell it in the
// `catch` of an async function: write `catch (error) { throw attachCaller(error); }` in the outermost async function of
// each public method, and let the promise of that very function be what the caller gets. An outer layer may attach again:
// its caller is the one that counts.

interface V8ErrorConstructor {
  captureStackTrace?(target: object, below: unknown): void;
}

/** A frame of a stack, and one that is nobody's: of the engine itself. */
const FRAME = /^\s+at /;
const INTERNAL_FRAME = /\bnode:internal\b|\bext:|\(<anonymous>\)$/;

/**
 * Makes an error's stack that of the functions that await the running async function. Where the engine does not know them,
 * or nobody awaits it yet, the error keeps the stack it has.
 *
 * Attach only to errors that the call made: a caller's own error, such as the reason of an abort, says itself where it is
 * from.
 *
 * @returns the same error
 */
export function attachCaller<T>(error: T): T {
  const { captureStackTrace } = Error as unknown as V8ErrorConstructor;
  if (!captureStackTrace || !(error instanceof Error)) return error;
  const holder: { readonly stack?: unknown } = {};
  captureStackTrace(holder, attachCaller);
  // With a formatter of the program's own (`Error.prepareStackTrace`) it may be anything.
  const frames = String(holder.stack)
    .split('\n')
    .filter((line) => FRAME.test(line));
  // The first frame is the function that called this one.
  const callers = frames.slice(1).filter((frame) => !INTERNAL_FRAME.test(frame));
  if (callers.length === 0) return error;
  const value = [String(error), ...callers].join('\n');
  Reflect.defineProperty(error, 'stack', { value, writable: true, configurable: true, enumerable: false });
  return error;
}
