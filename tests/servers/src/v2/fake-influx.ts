import {
  type ContractServer,
  type ContractServerOptions,
  type Exchange,
  loadContract,
  type Product,
  type SampleResponse,
  startContractServer,
} from '@influxkit/test-tools';

type Resource = Record<string, unknown>;

export interface FakeInfluxOptions extends ContractServerOptions {
  /** Whose contract it holds requests against. Default: `oss-v2`. */
  readonly product?: Product;
}

/**
 * A fake InfluxDB v2, for where there is no real one: it refuses what the contract does not allow, and keeps
 * resources in memory as their paths say (POST to a collection, GET, PATCH, PUT and DELETE below it). It runs no query, no
 * task and no check, unless `respond` does, which is asked first. What it shows is that its callers send what the contract
 * allows, and hold together. The fake of `@influxkit/testing` is for points and queries, and knows no contract.
 */
export async function startFakeInflux(options: FakeInfluxOptions = {}): Promise<ContractServer> {
  const { product = 'oss-v2', respond } = options;
  const memory = new Memory();
  return await startContractServer(loadContract(product), {
    respond: (exchange) => respond?.(exchange) ?? memory.respond(exchange),
  });
}

const orgID = '0000000000000a01';

class Memory {
  /** By path, such as `/api/v2/buckets/0000000000000001`. */
  readonly #resources = new Map<string, Resource>([[`/api/v2/orgs/${orgID}`, { id: orgID, name: 'acme' }]]);
  #count = 0xb00;

  respond({ operation, request, response, path }: Exchange & { readonly path: string }): SampleResponse | undefined {
    const isItem = operation.path.endsWith('}');
    const sampled =
      response.mediaType === 'application/json' ? (JSON.parse(response.bytes.toString()) as Resource) : {};
    switch (operation.method) {
      case 'POST':
        return this.#post(path, sampled, request.body, response);
      case 'DELETE':
        return this.#delete(path, response);
      case 'PATCH':
      case 'PUT':
        return this.#change(path, sampled, request.body, response);
      default:
        return isItem || this.#resources.has(path)
          ? this.#read(path, sampled, response)
          : this.#list(path, sampled, request.query, response);
    }
  }

  #post(path: string, sampled: Resource, body: unknown, response: SampleResponse): SampleResponse | undefined {
    if (path.endsWith('/delete')) {
      for (const key of (body as { secrets?: string[] }).secrets ?? [])
        this.#resources.delete(`${secrets(path)}/${key}`);
      return undefined;
    }
    if (response.status !== 201) return undefined;
    const given = (body ?? {}) as Resource;
    const label: Resource | undefined = this.#resources.get(`/api/v2/labels/${given['labelID']}`);
    const role = /\/(member|owner)s$/.exec(path)?.[1];
    const user: Resource | undefined =
      role === undefined ? undefined : { ...this.#resources.get(`/api/v2/users/${given['id']}`), role };
    const made = label ??
      user ?? {
        ...unwrapped(sampled),
        ...given,
        ...nameInFlux(given),
        id: (this.#count++).toString(16).padStart(16, '0'),
      };
    for (const name of hidden) delete made[name];
    this.#resources.set(`${path}/${made['id']}`, made);
    const dashboard = /^(.*)\/cells$/.exec(path)?.[1];
    if (dashboard !== undefined) this.#views(dashboard, made);
    return json(response, wrapped(sampled, made));
  }

  /** A cell has a view, and its dashboard has it among its cells. */
  #views(dashboard: string, cell: Resource): void {
    this.#resources.set(`${dashboard}/cells/${cell['id']}/view`, {
      id: cell['id'],
      name: cell['name'] ?? '',
      properties: {},
    });
  }

  #read(path: string, sampled: Resource, response: SampleResponse): SampleResponse {
    const found = this.#resources.get(path);
    if (found === undefined) return notFound;
    const cells = this.#below(`${path}/cells`).map((cell) => ({
      ...cell,
      ...this.#resources.get(`${path}/cells/${cell['id']}/view`),
    }));
    return json(response, wrapped(sampled, /\/dashboards\/\w+$/.test(path) ? { ...found, cells } : found));
  }

  #change(path: string, sampled: Resource, body: unknown, response: SampleResponse): SampleResponse | undefined {
    if (path.endsWith('/secrets')) {
      for (const key of Object.keys(body as Resource)) this.#resources.set(`${path}/${key}`, { id: key });
      return undefined;
    }
    if (Array.isArray(body)) {
      for (const item of body as Resource[]) {
        const place = `${path}/${item['id']}`;
        this.#resources.set(place, { ...this.#resources.get(place), ...item });
      }
      return json(response, { ...sampled, cells: this.#below(path) });
    }
    const found = this.#resources.get(path);
    if (found === undefined) return response.status === 204 ? undefined : notFound;
    const changed = { ...found, ...(body as Resource), id: found['id'] };
    this.#resources.set(path, changed);
    return json(response, wrapped(sampled, changed));
  }

  #delete(path: string, response: SampleResponse): SampleResponse {
    for (const place of this.#resources.keys()) if (place.startsWith(`${path}/`)) this.#resources.delete(place);
    return this.#resources.delete(path) ? response : notFound;
  }

  #list(
    path: string,
    sampled: Resource,
    query: Readonly<Record<string, unknown>>,
    response: SampleResponse,
  ): SampleResponse | undefined {
    if (path.endsWith('/secrets')) return json(response, { secrets: this.#below(path).map(({ id }) => id) });
    const [property = '', ...others] = Object.keys(sampled).filter((name) => name !== 'links');
    if (!Array.isArray(sampled[property]) || others.length > 0) return undefined;
    const { limit = 20, offset = 0, after } = query as { limit?: number; offset?: number; after?: string };
    const matching = this.#below(path).filter((resource) => this.#matches(resource, query));
    if (matching.length === 0 && isByName(path, query)) return notFound;
    const start = after === undefined ? offset : matching.findIndex(({ id }) => id === after) + 1;
    const page = matching.slice(start, start + limit);
    const next = start + limit < matching.length ? { next: `${path}?${nextQuery(query, start + limit)}` } : {};
    return json(response, { [property]: page, links: { self: path, ...next } });
  }

  /** Resources directly below a path, in the order they were made. */
  #below(path: string): Resource[] {
    const places = [...this.#resources].filter(
      ([place]) => place.startsWith(`${path}/`) && !place.slice(path.length + 1).includes('/'),
    );
    return places.map(([, resource]) => resource);
  }

  #matches(resource: Resource, query: Readonly<Record<string, unknown>>): boolean {
    return Object.entries(query).every(([name, wanted]) => {
      const property = name === 'db' ? 'database' : name === 'org' ? 'name' : name;
      const value = resource[property];
      if (value === undefined || ['limit', 'offset', 'after'].includes(name)) return true;
      return Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
    });
  }
}

/** InfluxDB 2.x responds with 404, not an empty list, for a name that is not there. */
const isByName = (path: string, { org, orgID, name }: Readonly<Record<string, unknown>>): boolean =>
  path.endsWith('/orgs')
    ? org !== undefined
    : path.endsWith('/buckets') && name !== undefined && (org ?? orgID) !== undefined;

/** What a server takes and never shows. */
const hidden = ['remoteAPIToken', 'password'];

/** A task is named by its Flux. */
const nameInFlux = ({ flux }: Resource): Resource => {
  const name = typeof flux === 'string' ? /option task = \{[^}]*\bname: "([^"]*)"/.exec(flux)?.[1] : undefined;
  return name === undefined ? {} : { name };
};

/** Some responses hold the resource in a property of its own. */
const wrappers = ['label', 'content'];
const wrapperOf = (sampled: Resource): string | undefined => {
  const [first, ...others] = Object.keys(sampled).filter((name) => name !== 'links');
  return first !== undefined && others.length === 0 && wrappers.includes(first) ? first : undefined;
};
const unwrapped = (sampled: Resource): Resource => {
  const wrapper = wrapperOf(sampled);
  return wrapper === undefined ? sampled : (sampled[wrapper] as Resource);
};
const wrapped = (sampled: Resource, resource: Resource): Resource => {
  const wrapper = wrapperOf(sampled);
  return wrapper === undefined ? resource : { [wrapper]: resource };
};

const secrets = (path: string): string => path.replace(/\/delete$/, '');

const nextQuery = (query: Readonly<Record<string, unknown>>, offset: number): string =>
  new URLSearchParams({ ...(query as Record<string, string>), offset: String(offset) }).toString();

const json = (response: SampleResponse, body: unknown): SampleResponse => ({
  ...response,
  bytes: Buffer.from(JSON.stringify(body)),
});

const notFound: SampleResponse = {
  status: 404,
  mediaType: 'application/json',
  bytes: Buffer.from('{"code":"not found","message":"There is no such resource."}'),
};
