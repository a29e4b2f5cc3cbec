// Stacks that name the caller, for errors that are made where the caller's functions are on no stack any more: in a timer,
// on a socket, in another promise.
//
// Nothing is captured before something fails. Engines that know who awaits whom (V8: Node, Deno, Chromium) show it in
// the `catch` of an async function: write `catch (error) { throw attachCaller(error); }` in the outermost async
// function of each public method, and let the promise of that very function be what the caller gets. An outer layer may
// attach again: its caller is the one that counts.

interface V8ErrorConstructor {
  captureStackTrace?(target: object, below: unknown): void;
}

/** A frame of a stack, but for those of the engine itself, which are nobody's. */
const FRAME = /^\s+at (?!.*(\bnode:internal\b|\bext:|\(<anonymous>\)$))/;

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
  // The first frame is the function that called this one.
  return withFrames(error, framesOf(capture(attachCaller)).slice(1));
}

/**
 * Remembers who calls a method now. For methods that are called seldom and whose promise has a handler of ours already,
 * so that the engine no longer shows who waits for it.
 *
 * @param method the public method that runs
 * @returns makes an error's stack that of the caller, and returns the error
 */
export function captureCaller(method: (...args: never[]) => unknown): <T>(error: T) => T {
  const holder = capture(method);
  // The engine writes frames out when they are read, and that is what takes time.
  return (error) => withFrames(error, framesOf(holder));
}

interface StackHolder {
  readonly stack?: unknown;
}

/** Holds the stack of those who called a function; none where the engine does not say. */
function capture(below: unknown): StackHolder {
  const holder: StackHolder = {};
  (Error as unknown as V8ErrorConstructor).captureStackTrace?.(holder, below);
  return holder;
}

// With a formatter of the program's own (`Error.prepareStackTrace`) a stack may be anything.
const framesOf = ({ stack }: StackHolder): readonly string[] =>
  String(stack)
    .split('\n')
    .filter((line) => FRAME.test(line));

function withFrames<T>(error: T, frames: readonly string[]): T {
  if (!(error instanceof Error) || frames.length === 0) return error;
  const value = [String(error), ...frames].join('\n');
  Reflect.defineProperty(error, 'stack', { value, writable: true, configurable: true, enumerable: false });
  return error;
}
