const printed = (): string => '[redacted]';

/** Makes an object print as `[redacted]`: as a string, in JSON, in Node's `util.inspect` and in the snapshots of tests. */
export const redacting = <T extends object>(object: T): T =>
  Object.defineProperties(object, {
    toString: { value: printed },
    toJSON: { value: printed },
    [Symbol.for('nodejs.util.inspect.custom')]: { value: printed },
  });

/** A string that does not print. */
export interface Secret {
  /** The string itself. */
  reveal(): string;
}

/**
 * Wraps a token or a password, so that configuration that holds it can be printed, logged and put into snapshots: it
 * shows as `[redacted]`. Every strategy takes it in place of a string, and so does what a provider gives.
 *
 * @example
 * import { secret } from '@influxkit/influxdb';
 *
 * const config = { url: 'https://api.example.com', token: secret(process.env.API_TOKEN ?? '') };
 * console.log(config.token); // [redacted]
 */
export const secret = (value: string): Secret => redacting({ reveal: () => value });

/** What a `Secret` holds; anything else as it is. */
export const reveal = (value: unknown): unknown =>
  typeof (value as Secret | undefined)?.reveal === 'function' ? (value as Secret).reveal() : value;
