import { ApiError } from '@influxkit/influxdb/oss-v2';

/** How one thing comes to be as it is declared. */
export interface Steps<T> {
  /** The thing as the server has it; undefined where there is none. */
  find(): Promise<T | undefined>;
  create(): Promise<T>;
  /** Whether the server's thing is as declared. Default: always. */
  isAsDeclared?(found: T): boolean;
  /** Makes it so. */
  update?(found: T): Promise<T>;
}

const counts = { created: 0, updated: 0, unchanged: 0 };

/** Finds, creates or updates, and says which: the second run over the same declarations changes nothing. */
export async function ensure<T>(what: string, steps: Steps<T>): Promise<T> {
  const { isAsDeclared = () => true, update = async (found) => found } = steps;
  const count = (outcome: keyof typeof counts): void => {
    counts[outcome]++;
    console.log(`${outcome.padEnd(9)} ${what}`);
  };
  // Asked for one by its name, a server has an empty list, or says 404: there is none either way.
  const found = await steps.find().catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
  if (found === undefined) {
    const made = await steps.create();
    count('created');
    return made;
  }
  if (isAsDeclared(found)) {
    count('unchanged');
    return found;
  }
  const changed = await update(found);
  count('updated');
  return changed;
}

export const summary = (): string =>
  Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');

/** The id in a response: every stored resource has one, though the contract allows for less. */
export function idOf(what: string, resource: { readonly id?: string } | undefined): string {
  if (resource?.id === undefined) throw new Error(`the server gave ${what} no id`);
  return resource.id;
}
