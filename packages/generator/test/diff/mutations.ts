import type { ChangeSeverity } from '../../src/lifecycle/diff/change.js';
import type { Loose } from './contracts.js';

/** Directions in which the values of a schema travel: what a mutation of it means depends on them. */
export type Ways = ReadonlySet<'request' | 'response'>;

/** A place of a contract that can be mutated. */
export interface Site {
  readonly pointer: string;
  readonly value: Loose;
  readonly ways: Ways;
  /** The operation around it, where the site is in one. */
  readonly operation?: Loose;
  readonly item?: Loose;
  readonly path?: string;
}

export interface Mutation {
  readonly name: string;
  /** Places of what kind it is for. */
  readonly at: 'operation' | 'parameter' | 'response' | 'schema';
  readonly fits: (site: Site) => boolean;
  readonly mutate: (site: Site) => void;
  readonly request: ChangeSeverity;
  readonly response: ChangeSeverity;
}

const always = (): boolean => true;
const isType =
  (...types: string[]) =>
  ({ value }: Site): boolean =>
    types.includes(value.type) && value.enum === undefined;
const hasProperties = ({ value }: Site): boolean => Object.keys(value.properties ?? {}).length > 0;
/** A property that can be made required or not without more: the others have consequences for discriminators. */
const firstProperty = ({ value }: Site): string => Object.keys(value.properties)[0] ?? '';
const queries = ({ value, item }: Site): Loose[] =>
  [...(value.parameters ?? []), ...(item?.parameters ?? [])].filter(
    (parameter: Loose) => parameter.in === 'query' || parameter.$ref !== undefined,
  );
const add = (site: Site, parameter: object): void => {
  site.value.parameters = [...(site.value.parameters ?? []), parameter];
};
const statusOf = (site: Site): string => Object.keys(site.value.responses)[0] ?? '';
const extra = { name: 'x-mutant', in: 'query', schema: { type: 'string' } };

const both = (severity: ChangeSeverity): Pick<Mutation, 'request' | 'response'> => ({
  request: severity,
  response: severity,
});

/** Each with the severity that it has, by the rules of the trade and not by those of the code. */
export const mutations: readonly Mutation[] = [
  {
    name: 'an operation is removed',
    at: 'operation',
    fits: always,
    mutate: ({ item, value }) => {
      for (const key of Object.keys(item)) if (item[key] === value) delete item[key];
    },
    ...both('major'),
  },
  {
    name: 'an operation is renamed',
    at: 'operation',
    fits: always,
    mutate: ({ value }) => {
      value.operationId = `${value.operationId}Mutant`;
    },
    ...both('major'),
  },
  {
    name: 'an operation is deprecated',
    at: 'operation',
    // What lets a value be null is no value of its own.
    fits: ({ value }) => value.deprecated !== true && value.type !== 'null',
    mutate: ({ value }) => {
      value.deprecated = true;
    },
    ...both('minor'),
  },
  {
    name: 'an operation is described otherwise',
    at: 'operation',
    fits: always,
    mutate: ({ value }) => {
      value.description = 'mutant';
    },
    ...both('patch'),
  },
  {
    name: 'a required option is added',
    at: 'operation',
    fits: always,
    mutate: (site) => add(site, { ...extra, required: true }),
    ...both('major'),
  },
  {
    name: 'an option is added beside others',
    at: 'operation',
    fits: (site) => site.value.requestBody !== undefined || queries(site).some((parameter) => parameter.in === 'query'),
    mutate: (site) => add(site, extra),
    ...both('minor'),
  },
  {
    name: 'the first option is added',
    at: 'operation',
    fits: (site) => site.value.requestBody === undefined && queries(site).length === 0,
    mutate: (site) => add(site, extra),
    ...both('major'),
  },
  {
    name: 'a header is added',
    at: 'operation',
    fits: always,
    mutate: (site) => add(site, { ...extra, in: 'header' }),
    ...both('minor'),
  },
  {
    name: 'a body is added',
    at: 'operation',
    fits: ({ value }) => value.requestBody === undefined,
    mutate: ({ value }) => {
      value.requestBody = { content: { 'text/x-mutant': { schema: { type: 'string' } } } };
    },
    ...both('major'),
  },
  {
    name: 'a body is removed',
    at: 'operation',
    fits: ({ value }) => value.requestBody !== undefined,
    mutate: ({ value }) => {
      delete value.requestBody;
    },
    ...both('major'),
  },
  {
    name: 'a body becomes required',
    at: 'operation',
    fits: ({ value }) => value.requestBody?.content !== undefined && value.requestBody.required !== true,
    mutate: ({ value }) => {
      value.requestBody.required = true;
    },
    ...both('major'),
  },
  {
    name: 'a body becomes optional',
    at: 'operation',
    fits: ({ value }) => value.requestBody?.required === true,
    mutate: ({ value }) => {
      value.requestBody.required = false;
    },
    ...both('minor'),
  },
  {
    name: 'a body takes another form, too',
    at: 'operation',
    fits: ({ value }) => value.requestBody?.content !== undefined,
    mutate: ({ value }) => {
      value.requestBody.content['text/x-mutant'] = { schema: { type: 'string' } };
    },
    ...both('minor'),
  },
  {
    name: 'a body takes another form',
    at: 'operation',
    fits: ({ value }) => Object.keys(value.requestBody?.content ?? {}).length === 1,
    mutate: ({ value }) => {
      value.requestBody.content = { 'text/x-mutant': Object.values(value.requestBody.content)[0] };
    },
    ...both('major'),
  },
  {
    name: 'a status is removed',
    at: 'operation',
    fits: ({ value }) => Object.keys(value.responses).length > 1,
    mutate: (site) => {
      delete site.value.responses[statusOf(site)];
    },
    ...both('major'),
  },
  {
    name: 'a status is another',
    at: 'operation',
    fits: always,
    mutate: (site) => {
      const status = statusOf(site);
      site.value.responses['299'] = site.value.responses[status];
      delete site.value.responses[status];
    },
    ...both('major'),
  },
  {
    name: 'a status of success is added',
    at: 'operation',
    fits: always,
    mutate: ({ value }) => {
      value.responses['299'] = { description: 'mutant' };
    },
    ...both('major'),
  },
  {
    name: 'other credentials are asked for',
    at: 'operation',
    fits: always,
    mutate: ({ value }) => {
      value.security = [{ Mutant: [] }];
    },
    ...both('major'),
  },
  {
    name: 'it has a server of its own',
    at: 'operation',
    fits: ({ value }) => value.servers === undefined,
    mutate: ({ value }) => {
      value.servers = [{ url: '/mutant' }];
    },
    ...both('major'),
  },

  {
    name: 'a parameter is removed',
    at: 'parameter',
    fits: ({ value }) => value.in !== 'path',
    mutate: ({ operation, value }) => {
      operation.parameters = operation.parameters.filter((item: Loose) => item !== value);
    },
    ...both('major'),
  },
  {
    name: 'a parameter is renamed',
    at: 'parameter',
    fits: ({ value }) => value.in !== 'path',
    mutate: ({ value }) => {
      value.name = `${value.name}Mutant`;
    },
    ...both('major'),
  },
  {
    name: 'a parameter becomes required',
    at: 'parameter',
    fits: ({ value }) => value.required !== true,
    mutate: ({ value }) => {
      value.required = true;
    },
    ...both('major'),
  },
  {
    name: 'a parameter becomes optional',
    at: 'parameter',
    fits: ({ value }) => value.required === true && value.in !== 'path',
    mutate: ({ value }) => {
      value.required = false;
    },
    ...both('minor'),
  },
  {
    name: 'a parameter is deprecated',
    at: 'parameter',
    // What lets a value be null is no value of its own.
    fits: ({ value }) => value.deprecated !== true && value.type !== 'null',
    mutate: ({ value }) => {
      value.deprecated = true;
    },
    ...both('minor'),
  },
  {
    name: 'a parameter is described otherwise',
    at: 'parameter',
    fits: always,
    mutate: ({ value }) => {
      value.description = 'mutant';
    },
    ...both('patch'),
  },
  {
    name: 'a parameter is written otherwise',
    at: 'parameter',
    fits: ({ value }) => value.in === 'query' && value.style === undefined,
    mutate: ({ value }) => {
      value.style = 'pipeDelimited';
    },
    ...both('major'),
  },
  {
    name: 'a parameter has another type',
    at: 'parameter',
    fits: ({ value }) => typeof value.schema?.type === 'string',
    mutate: ({ value }) => {
      value.schema = { type: value.schema.type === 'boolean' ? 'integer' : 'boolean' };
    },
    ...both('major'),
  },

  {
    name: 'a form of the response is another',
    at: 'response',
    fits: ({ value }) => Object.keys(value.content ?? {}).length === 1,
    mutate: ({ value }) => {
      value.content = { 'text/x-mutant': Object.values(value.content)[0] };
    },
    ...both('major'),
  },
  {
    name: 'a form of the response is added',
    at: 'response',
    fits: ({ value }) => value.content !== undefined,
    mutate: ({ value }) => {
      value.content['text/x-mutant'] = { schema: { type: 'string' } };
    },
    ...both('major'),
  },
  {
    name: 'a header of the response is added',
    at: 'response',
    fits: always,
    mutate: ({ value }) => {
      value.headers = { ...value.headers, 'X-Mutant': { schema: { type: 'string' } } };
    },
    ...both('minor'),
  },
  {
    name: 'a header of the response is removed',
    at: 'response',
    fits: ({ value }) => Object.keys(value.headers ?? {}).length > 0,
    mutate: ({ value }) => {
      delete value.headers[Object.keys(value.headers)[0] ?? ''];
    },
    ...both('major'),
  },
  {
    name: 'a response is described otherwise',
    at: 'response',
    fits: always,
    mutate: ({ value }) => {
      value.description = 'mutant';
    },
    ...both('patch'),
  },

  {
    name: 'a property is removed',
    at: 'schema',
    fits: hasProperties,
    mutate: (site) => {
      const name = firstProperty(site);
      delete site.value.properties[name];
      site.value.required = (site.value.required ?? []).filter((item: string) => item !== name);
    },
    ...both('major'),
  },
  {
    name: 'a property is added',
    at: 'schema',
    fits: hasProperties,
    mutate: ({ value }) => {
      value.properties.mutant = { type: 'string' };
    },
    ...both('minor'),
  },
  {
    name: 'a required property is added',
    at: 'schema',
    fits: hasProperties,
    mutate: ({ value }) => {
      value.properties.mutant = { type: 'string' };
      value.required = [...(value.required ?? []), 'mutant'];
    },
    request: 'major',
    response: 'minor',
  },
  {
    name: 'a property becomes required',
    at: 'schema',
    fits: (site) => hasProperties(site) && !(site.value.required ?? []).includes(firstProperty(site)),
    mutate: (site) => {
      site.value.required = [...(site.value.required ?? []), firstProperty(site)];
    },
    request: 'major',
    response: 'minor',
  },
  {
    name: 'a property becomes optional',
    at: 'schema',
    fits: (site) => hasProperties(site) && (site.value.required ?? []).includes(firstProperty(site)),
    mutate: (site) => {
      site.value.required = site.value.required.filter((name: string) => name !== firstProperty(site));
    },
    request: 'minor',
    response: 'major',
  },
  {
    name: 'a value has another type',
    at: 'schema',
    fits: isType('string', 'integer', 'boolean'),
    mutate: ({ value }) => {
      value.type = value.type === 'boolean' ? 'string' : 'boolean';
      delete value.default;
    },
    ...both('major'),
  },
  {
    name: 'a value may be null',
    at: 'schema',
    // Of parts that hold together, one alone does not let a value be null.
    fits: (site) =>
      isType('string', 'integer', 'boolean', 'object', 'array')(site) &&
      site.value.allOf === undefined &&
      !/allOf\/\d+$/.test(site.pointer),
    mutate: ({ value }) => {
      value.type = [value.type, 'null'];
    },
    request: 'minor',
    response: 'major',
  },
  {
    name: 'a member is added',
    at: 'schema',
    fits: ({ value }) => Array.isArray(value.enum),
    mutate: ({ value }) => {
      value.enum = [...value.enum, 'mutant'];
    },
    request: 'minor',
    response: 'major',
  },
  {
    name: 'a member is removed',
    at: 'schema',
    fits: ({ value }) => value.enum?.length > 1,
    mutate: ({ value }) => {
      value.enum = value.enum.slice(1);
    },
    ...both('major'),
  },
  {
    name: 'members are listed',
    at: 'schema',
    fits: isType('string'),
    mutate: ({ value }) => {
      value.enum = ['mutant'];
    },
    request: 'major',
    response: 'minor',
  },
  {
    name: 'a string must be short',
    at: 'schema',
    fits: (site) => isType('string')(site) && site.value.maxLength === undefined,
    mutate: ({ value }) => {
      value.maxLength = 3;
    },
    request: 'major',
    response: 'minor',
  },
  {
    name: 'a number may be larger',
    at: 'schema',
    fits: ({ value }) => typeof value.maximum === 'number',
    mutate: ({ value }) => {
      value.maximum += 1;
    },
    request: 'minor',
    response: 'minor',
  },
  {
    name: 'a format is another',
    at: 'schema',
    fits: ({ value }) => typeof value.format === 'string',
    mutate: ({ value }) => {
      value.format = 'mutant';
    },
    ...both('major'),
  },
  {
    name: 'a default is another',
    at: 'schema',
    fits: ({ value }) => value.default !== undefined,
    mutate: ({ value }) => {
      value.default = 'mutant';
    },
    ...both('major'),
  },
  {
    name: 'items have another type',
    at: 'schema',
    fits: ({ value }) => typeof value.items?.type === 'string' && value.items.enum === undefined,
    mutate: ({ value }) => {
      value.items = { type: value.items.type === 'boolean' ? 'string' : 'boolean' };
    },
    ...both('major'),
  },
  {
    name: 'a kind is added',
    at: 'schema',
    fits: ({ value }) => value.oneOf?.length > 1,
    mutate: ({ value }) => {
      value.oneOf = [
        ...value.oneOf,
        { type: 'object', required: ['mutant'], properties: { mutant: { type: 'string' } } },
      ];
    },
    request: 'minor',
    response: 'major',
  },
  {
    name: 'a kind is removed',
    at: 'schema',
    fits: ({ value }) => value.oneOf?.length > 2,
    mutate: ({ value }) => {
      value.oneOf = value.oneOf.slice(1);
    },
    ...both('major'),
  },
  {
    name: 'a value is deprecated',
    at: 'schema',
    // What lets a value be null is no value of its own.
    fits: ({ value }) => value.deprecated !== true && value.type !== 'null',
    mutate: ({ value }) => {
      value.deprecated = true;
    },
    ...both('minor'),
  },
  {
    name: 'a value is described otherwise',
    at: 'schema',
    fits: always,
    mutate: ({ value }) => {
      value.description = 'mutant';
    },
    ...both('patch'),
  },
];
