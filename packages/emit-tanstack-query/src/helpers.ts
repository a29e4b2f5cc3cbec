/** What `queries.ts` consists of beside its operations; `infinite` only where an operation pages. */
export interface HelperOptions {
  readonly hasQueries: boolean;
  readonly hasInfinite: boolean;
  readonly hasMutations: boolean;
  /** How many overloads methods have, where it is more than one. */
  readonly overloads: readonly number[];
}

/** The types and functions that the options of all operations are made by. */
export function helpersText({ hasQueries, hasInfinite, hasMutations, overloads }: HelperOptions): string {
  return [
    TYPES,
    ...overloads.map(firstOverload),
    hasQueries || hasInfinite ? KEYS : '',
    hasQueries ? QUERIES : '',
    hasInfinite ? INFINITE : '',
    hasMutations ? MUTATIONS : '',
  ].join('\n');
}

/** Of a method with several overloads, TypeScript infers the last; the first is the contract's default. */
const firstOverload = (count: number): string => `
type First${count}<Method> = Method extends { (...args: infer Args): infer Response;${' (...args: never): unknown;'.repeat(count - 1)} }
  ? ((...args: Args) => Response) & { readonly operation: Method extends { readonly operation: infer Of } ? Of : never }
  : never;
`;

const TYPES = `
interface AnyMethod {
  (...args: never): unknown;
  readonly operation: OperationDescriptor;
}

type Arguments<Method> = Method extends (...args: infer Args) => unknown ? Args : never;

/** What a call gives; null where it gives nothing, for TanStack Query takes no undefined. */
type Data<Method> = Method extends (...args: never) => infer Response ? OrNull<Awaited<Response>> : never;

type OrNull<Value> = Value extends undefined ? null : Value;

type Loose = ((...args: readonly unknown[]) => Promise<unknown>) & { readonly operation: OperationDescriptor };
`;

const KEYS = `
/** What distinguishes calls of an operation: path, query and body. Headers are not among it, for keys may be stored. */
function argumentsKey(operation: OperationDescriptor, args: readonly unknown[]): unknown[] {
  const { path, query, body, options } = splitArguments(operation, args);
  const { accept, pageSize } = options;
  const parts = Object.entries({ query, body, accept, pageSize }).filter(([, value]) => value !== undefined);
  return [...path, ...(parts.length > 0 ? [Object.fromEntries(parts)] : [])].map(withoutBigInts);
}

/** Keys are compared as JSON, which has no \`bigint\`. */
const withoutBigInts = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)));

const keyOfOperation = ({ name }: OperationDescriptor): string[] => [PRODUCT, ...name.split('.')];

/** The same arguments with more options, among which are those of the caller. */
function withOptions(operation: OperationDescriptor, args: readonly unknown[], more: object): unknown[] {
  const { path, query, body, options } = splitArguments(operation, args);
  const all = { ...options, ...more };
  if (operation.body) return [...path, body, all];
  return operation.query ? [...path, query, all] : [...path, all];
}

/** Ends a call when the query is cancelled, or when the caller's own signal says so. */
function eitherSignal(operation: OperationDescriptor, args: readonly unknown[], signal: AbortSignal): AbortSignal {
  const own = splitArguments(operation, args).options['signal'];
  return own instanceof AbortSignal ? AbortSignal.any([own, signal]) : signal;
}
`;

const QUERIES = `
/** Options of a query, for \`useQuery\`, \`fetchQuery\`, \`prefetchQuery\` and all others. */
export interface Query<Method> {
  readonly queryKey: DataTag<readonly unknown[], Data<Method>>;
  readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<Data<Method>>;
}

function queryOf<Method extends AnyMethod>(method: Method, args: readonly unknown[]): Query<Method> {
  const { operation } = method;
  return {
    queryKey: [...keyOfOperation(operation), ...argumentsKey(operation, args)] as unknown as Query<Method>['queryKey'],
    queryFn: async ({ signal }) => {
      const all = withOptions(operation, args, { signal: eitherSignal(operation, args, signal) });
      return ((await (method as unknown as Loose)(...all)) ?? null) as Data<Method>;
    },
  };
}
`;

const INFINITE = `
/** A page of an infinite query. */
export interface QueryPage<Method> {
  readonly items: readonly ItemOf<Method>[];
  /** The whole response. */
  readonly data: Data<Method>;
  /** Where the next page is; undefined after the last one. */
  readonly cursor: Cursor | undefined;
}

/** Options of an infinite query, for \`useInfiniteQuery\` and \`fetchInfiniteQuery\`. */
export interface InfiniteQuery<Method> {
  readonly queryKey: DataTag<readonly unknown[], InfiniteData<QueryPage<Method>, Cursor | undefined>>;
  readonly queryFn: (context: { readonly signal: AbortSignal; readonly pageParam: Cursor | undefined }) => Promise<QueryPage<Method>>;
  readonly initialPageParam: Cursor | undefined;
  readonly getNextPageParam: (page: QueryPage<Method>) => Cursor | undefined;
}

function infiniteOf<Method extends AnyMethod>(method: Method, args: readonly unknown[]): InfiniteQuery<Method> {
  const { operation } = method;
  const key = [...keyOfOperation(operation), 'pages', ...argumentsKey(operation, args)];
  return {
    queryKey: key as unknown as InfiniteQuery<Method>['queryKey'],
    queryFn: async ({ signal, pageParam }) => {
      const one = { cursor: pageParam, maxPages: 1, prefetch: false, signal: eitherSignal(operation, args, signal) };
      const all = withOptions(operation, args, one) as never;
      const { value } = await paginate(method as unknown as AnyPaged, ...(all as [])).pages().next();
      if (value === undefined) throw new TypeError(\`\${operation.name}: a \\\`limit\\\` of 0 leaves no page\`);
      return { items: value.items, data: value.data, cursor: value.cursor } as unknown as QueryPage<Method>;
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => page.cursor,
  };
}

type AnyPaged = ((...args: []) => Promise<unknown>) & PagedMethod;
`;

const MUTATIONS = `
/** Options of a mutation, for \`useMutation\`. Its variables are the arguments of the method, as an array. */
export interface Mutation<Method> {
  readonly mutationKey: readonly string[];
  readonly mutationFn: (variables: Arguments<Method>) => Promise<Data<Method>>;
}

function mutationOf<Method extends AnyMethod>(method: Method): Mutation<Method> {
  return {
    mutationKey: [PRODUCT, ...method.operation.name.split('.')],
    mutationFn: async (variables) => ((await (method as unknown as Loose)(...(variables as readonly unknown[]))) ?? null) as Data<Method>,
  };
}
`;
