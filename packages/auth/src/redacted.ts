const shown = (): string => '[redacted]';

/** Makes an object print as `[redacted]`: in texts, in JSON, in Node's `util.inspect` and in the snapshots of tests. */
export const redacting = <T extends object>(object: T): T =>
  Object.defineProperties(object, {
    toString: { value: shown },
    toJSON: { value: shown },
    [Symbol.for('nodejs.util.inspect.custom')]: { value: shown },
  });

/** A text that does not print. */
export interface Secret {
  /** The text itself. */
  reveal(): string;
}

/**
 * Wraps a token or a password, so that configuration that holds it can be printed, logged and put into snapshots: it
 * shows as `[redacted]`. Every strategy takes it where it takes a text, and so does what a provider gives.
 */
export const secret = (text: string): Secret => redacting({ reveal: () => text });
