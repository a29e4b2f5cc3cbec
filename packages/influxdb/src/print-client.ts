/** What a client is made of, as far as it may be shown. */
interface Shown {
  readonly url: string;
  readonly org?: string | undefined;
  readonly orgID?: string | undefined;
  readonly bucket?: string | undefined;
  readonly database?: string | undefined;
}

/** Has `console.log` show a client as a line: where it is and what it works on, and nothing that signs in. */
export function printAsLine(client: object, { url, org, orgID, bucket, database }: Shown): void {
  const print = (): string => {
    const { origin, pathname } = new URL(url);
    const shown = { url: origin + pathname.replace(/\/$/, ''), org, orgID, bucket, database };
    const entries = Object.entries(shown).filter(([, value]) => value !== undefined);
    return `InfluxDB { ${entries.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')} }`;
  };
  // Not enumerable, for it is not a method of the client. Node, Deno and Bun ask for it.
  Object.defineProperty(client, Symbol.for('nodejs.util.inspect.custom'), { value: print });
}
