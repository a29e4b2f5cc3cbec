import { type ApiModel, isItemCodec, quoteLiteral } from '@influxkit/generator';
import { helpersText } from './helpers.js';

type Operation = ApiModel['operations'][number];

/** `queries.ts`. */
export function queriesModule(model: ApiModel, runtimePackage: string, tanstack: string): string {
  const operations = model.operations.filter((operation) => !isStream(operation));
  const head = `\nconst PRODUCT = ${quoteLiteral(model.product)};\n`;
  if (operations.length === 0) return head + keysText(model);
  const queries = operations.filter(reads);
  const paged = queries.filter(({ page }) => page);
  const mutations = operations.filter((operation) => !reads(operation));
  const overloads = [...new Set(operations.map(overloadsOf))].filter((count) => count > 1).sort((a, b) => a - b);
  const methods = [...new Set(operations.map(({ signature }) => signature.names.method))].sort();
  const functions = operations.map((operation) => {
    const { method, path, signature, name, deprecated } = operation;
    const { constant } = signature.names;
    const count = overloadsOf(operation);
    const type = count > 1 ? `First${count}<${signature.names.method}>` : signature.names.method;
    const member = `api${name.map((part) => memberText(part)).join('')}`;
    // The path is a contract's text: it must not end the comment.
    const place = `\`${method} ${path.replace(/[^\w/{}.:~-]/g, ' ')}\``;
    const comment = `\n/** ${place}${deprecated ? '\n * @deprecated' : ''} */\n`;
    if (!reads(operation))
      return `${comment}export function ${constant}Mutation(api: Api): Mutation<${type}> {\n  return mutationOf<${type}>(${castText(member, type, count)});\n}\n`;
    const all = [
      `${comment}export function ${constant}Query(api: Api, ...args: Arguments<${type}>): Query<${type}> {\n  return queryOf<${type}>(${castText(member, type, count)}, args);\n}\n`,
    ];
    if (operation.page)
      all.push(
        `${comment}export function ${constant}InfiniteQuery(api: Api, ...args: PaginateArguments<${type}>): InfiniteQuery<${type}> {\n  return infiniteOf<${type}>(${castText(member, type, count)}, args);\n}\n`,
      );
    return all.join('');
  });
  const hasQueries = queries.length > 0;
  const types = [...(paged.length > 0 ? ['Cursor', 'ItemOf', 'PagedMethod', 'PaginateArguments'] : [])];
  const ofTanstack = [...(hasQueries ? ['DataTag'] : []), ...(paged.length > 0 ? ['InfiniteData'] : [])];
  return [
    '\n',
    types.length > 0
      ? `import { paginate, ${types.map((each) => `type ${each}`).join(', ')} } from '@influxkit/pagination';\n`
      : '',
    `import { ${hasQueries ? 'splitArguments, ' : ''}type OperationDescriptor } from ${quoteLiteral(runtimePackage)};\n`,
    ofTanstack.length > 0 ? `import type { ${ofTanstack.join(', ')} } from ${quoteLiteral(tanstack)};\n` : '',
    `import type { ${[`${model.clientType} as Api`, ...methods].join(', ')} } from './client.js';\n`,
    head,
    keysText(model),
    ...functions,
    helpersText({
      hasQueries,
      hasInfinite: paged.length > 0,
      hasMutations: mutations.length > 0,
      overloads,
    }),
  ].join('');
}

/** Whether it changes nothing on the server. */
const reads = ({ method, idempotent }: Operation): boolean =>
  ['GET', 'HEAD', 'QUERY'].includes(method) || (method === 'POST' && idempotent === true);

/** Whether its response is read as it comes: that is no value that a cache can hold. */
const isStream = ({ responses }: Operation): boolean => {
  const [first] = responses.codecs.values();
  return first !== undefined && (first === 'stream' || isItemCodec(first));
};

const overloadsOf = ({ signature }: Operation): number => signature.overloads.length;

const memberText = (name: string): string => (/^[a-z_$][\w$]*$/i.test(name) ? `.${name}` : `[${quoteLiteral(name)}]`);

/** A method under the type of its first overload. */
const castText = (member: string, type: string, count: number): string =>
  count > 1 ? `${member} as unknown as ${type}` : member;

/** `keyOf`: what the keys below a resource begin with. */
function keysText({ operations }: ApiModel): string {
  const names = new Set<string>();
  for (const { name } of operations) {
    for (let length = 1; length <= name.length; length++) names.add(name.slice(0, length).join('.'));
  }
  if (names.size === 0)
    return `
/** The key that all begin with. */
export function keyOf(): readonly string[] {
  return [PRODUCT];
}
`;
  return `
/** Resources and operations, by their names from the client's root. */
export type KeyName =
${[...names]
  .sort()
  .map((name) => `  | ${quoteLiteral(name)}\n`)
  .join('')
  .replace(/\n$/, '')};

/** The key that those of a resource begin with, or those of all: to invalidate them, or to cancel or remove them. */
export function keyOf(name?: KeyName): readonly string[] {
  return [PRODUCT, ...(name === undefined ? [] : name.split('.'))];
}
`;
}
