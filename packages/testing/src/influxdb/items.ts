// Tokens and tasks of a fake InfluxDB 2.x: kept as they are made, listed, changed and deleted. Nothing runs a task.

/** A request to one of them: the whole list, an item of it, or what is below an item. */
export interface ItemRequest {
  readonly method: string;
  readonly query: Readonly<Record<string, string>>;
  /** The item; absent for the list. */
  readonly id?: string | undefined;
  /** What is below the item, such as `runs`. */
  readonly below?: string | undefined;
  /** The JSON body. */
  body(): Record<string, unknown>;
}

/** What the server has of them: something with an id. */
export interface Item {
  readonly id: string;
  readonly [name: string]: unknown;
}

/** What is so of one kind of item. */
interface ItemKind {
  /** Property of a list that holds its items. */
  readonly list: string;
  /** What a message calls one. */
  readonly noun: string;
  /** Query parameters that name a property of items. */
  readonly filters: readonly string[];
  /** Properties that a request may change. */
  readonly mutable: readonly string[];
  /** Lists below an item; all are empty. */
  readonly below: Readonly<Record<string, string>>;
  /**
   * What follows from a body.
   *
   * @throws what `refuse` makes of a body that a server refuses
   */
  read(given: Readonly<Record<string, unknown>>, refuse: Refuse): Record<string, unknown>;
}

/** Makes the error that is responded with. */
export type Refuse = (status: number, message: string) => Error;

const AUTHORIZATIONS: ItemKind = {
  list: 'authorizations',
  noun: 'authorization',
  filters: ['orgID', 'userID'],
  mutable: ['status', 'description'],
  below: {},
  read({ permissions, orgID }, refuse) {
    if (!Array.isArray(permissions) || permissions.length === 0)
      throw refuse(400, 'authorization must include permissions');
    if (typeof orgID !== 'string') throw refuse(400, 'org id required');
    return { permissions, token: `fake-token-${crypto.randomUUID()}` };
  },
};

const TASKS: ItemKind = {
  list: 'tasks',
  noun: 'task',
  filters: ['name', 'orgID', 'status'],
  mutable: ['status', 'description', 'flux'],
  below: { runs: 'runs', logs: 'events', labels: 'labels' },
  read({ flux }, refuse) {
    const options = typeof flux === 'string' ? /\boption\s+task\s*=\s*\{([^}]*)\}/.exec(flux)?.[1] : undefined;
    const name = /\bname:\s*"((?:[^"\\]|\\.)*)"/.exec(options ?? '')?.[1];
    if (options === undefined || name === undefined)
      throw refuse(400, 'failed to parse options: expected option task = {name: "…", every: …} in flux');
    const schedule = [...options.matchAll(/\b(every|offset|cron):\s*("[^"]*"|\w+)/g)];
    return {
      name: name.replace(/\\(["\\])/g, '$1'),
      ...Object.fromEntries(schedule.map(([, key, value = '']) => [key, value.replaceAll('"', '')])),
    };
  },
};

/** Items of one kind. */
export class Items {
  readonly #kind: ItemKind;
  readonly #all: Item[] = [];
  readonly #newItem: () => Item;
  readonly #refuse: Refuse;

  constructor(kind: ItemKind, newItem: () => Item, refuse: Refuse) {
    this.#kind = kind;
    this.#newItem = newItem;
    this.#refuse = refuse;
  }

  get all(): readonly Item[] {
    return this.#all;
  }

  /** @returns undefined for what such a server does not have */
  respond(request: ItemRequest): Response | undefined {
    const { method, id, below } = request;
    if (id === undefined) {
      if (method === 'GET') return this.#list(request.query);
      return method === 'POST' ? this.#create(request.body()) : undefined;
    }
    const found = this.#all.find((one) => one.id === id);
    if (found === undefined) throw this.#refuse(404, `${this.#kind.noun} not found`);
    if (below !== undefined) {
      const list = this.#kind.below[below];
      return method === 'GET' && list !== undefined ? Response.json({ [list]: [], links: {} }) : undefined;
    }
    if (method === 'GET') return Response.json(found);
    if (method === 'PATCH') return this.#update(found, request.body());
    if (method !== 'DELETE') return undefined;
    this.#all.splice(this.#all.indexOf(found), 1);
    return new Response(null, { status: 204 });
  }

  #list(query: Readonly<Record<string, string>>): Response {
    const { list, filters } = this.#kind;
    const { limit = '100', after } = query;
    const found = this.#all.filter((item) =>
      filters.every((name) => query[name] === undefined || item[name] === query[name]),
    );
    const start = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
    const end = start + Number(limit);
    const next = new URLSearchParams({ ...query, after: found[end - 1]?.id ?? '' });
    const self = `/api/v2/${list}`;
    return Response.json({
      [list]: found.slice(start, end),
      links: { self, ...(end < found.length && { next: `${self}?${next}` }) },
    });
  }

  #create(given: Readonly<Record<string, unknown>>): Response {
    const item: Item = {
      status: 'active',
      ...given,
      ...this.#kind.read(given, this.#refuse),
      ...this.#newItem(),
    };
    this.#all.push(item);
    return Response.json(item, { status: 201 });
  }

  #update(item: Item, given: Readonly<Record<string, unknown>>): Response {
    const changes = Object.fromEntries(Object.entries(given).filter(([name]) => this.#kind.mutable.includes(name)));
    const changed: Item = {
      ...item,
      ...changes,
      // The name and the schedule of a task stand in its script.
      ...('flux' in changes && this.#kind.read(changes, this.#refuse)),
      updatedAt: new Date().toISOString(),
    };
    this.#all.splice(this.#all.indexOf(item), 1, changed);
    return Response.json(changed);
  }
}

/** API tokens. What a token may do is kept, and not asked for. */
export const authorizations = (newItem: () => Item, refuse: Refuse): Items =>
  new Items(AUTHORIZATIONS, newItem, refuse);

/** Tasks. They have no runs, for nothing runs them. */
export const tasks = (newItem: () => Item, refuse: Refuse): Items => new Items(TASKS, newItem, refuse);
