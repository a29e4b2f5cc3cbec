/**
 * A contract of so many operations: resources of five operations each, with the schemas, parameters, errors and prose
 * that such contracts have. Nothing of it is shared between resources but the error, so that twice the operations are
 * twice the contract.
 */
export function grownContract(operations: number): unknown {
  const paths: Record<string, unknown> = {};
  const schemas: Record<string, unknown> = { Error: errorSchema };
  const resources = operations / 5;
  for (let index = 0; index < resources; index++) {
    const name = `Resource${index}`;
    const path = `/api/v2/resources${index}`;
    Object.assign(schemas, schemasOf(name));
    paths[path] = {
      get: {
        operationId: `List${name}`,
        summary: `List ${name} items`,
        description: 'Returns what the token may read, in the order of their names.',
        parameters: [
          queryParameter('limit', { type: 'integer', minimum: 1, maximum: 100, default: 20 }),
          queryParameter('offset', { type: 'integer', minimum: 0 }),
          queryParameter('name', { type: 'string' }),
          queryParameter('status', { type: 'string', enum: ['active', 'inactive'] }),
        ],
        responses: responses('200', 'The items.', `${name}List`),
      },
      post: {
        operationId: `Create${name}`,
        summary: `Create a ${name}`,
        description: 'Names are unique in an organization.',
        requestBody: body(`${name}Request`),
        responses: responses('201', 'The new item.', name),
      },
    };
    const id = {
      name: 'id',
      in: 'path',
      required: true,
      description: 'ID of the item, 16 hexadecimal digits.',
      schema: { type: 'string' },
    };
    paths[`${path}/{id}`] = {
      get: {
        operationId: `Get${name}`,
        summary: `Get a ${name}`,
        parameters: [id],
        responses: responses('200', 'The item.', name),
      },
      patch: {
        operationId: `Update${name}`,
        summary: `Update a ${name}`,
        description: 'Only the properties that are given change.',
        parameters: [id],
        requestBody: body(`${name}Request`),
        responses: responses('200', 'The changed item.', name),
      },
      delete: {
        operationId: `Delete${name}`,
        summary: `Delete a ${name}`,
        parameters: [id],
        responses: { '204': { description: 'It is gone.' }, ...errorResponses },
      },
    };
  }
  return {
    openapi: '3.0.3',
    info: { title: 'A contract that grows', version: '1.0.0' },
    servers: [{ url: '/' }],
    paths,
    components: { schemas },
  };
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const content = (name: string) => ({ 'application/json': { schema: reference(name) } });
const body = (name: string) => ({ required: true, content: content(name) });

const errorSchema = {
  type: 'object',
  required: ['code'],
  properties: {
    code: { type: 'string', enum: ['invalid', 'not found', 'unauthorized', 'internal error'] },
    message: { type: 'string', description: 'What went wrong, for people.' },
  },
};

const errorResponses = {
  '401': { description: 'The token is missing or wrong.', content: content('Error') },
  '404': { description: 'There is no such item.', content: content('Error') },
  default: { description: 'Anything else that went wrong.', content: content('Error') },
};

const responses = (status: string, description: string, schema: string) => ({
  [status]: { description, content: content(schema) },
  ...errorResponses,
});

const queryParameter = (name: string, schema: unknown) => ({
  name,
  in: 'query',
  description: `Narrows the response by ${name}.`,
  schema,
});

function schemasOf(name: string): Record<string, unknown> {
  const given = {
    name: { type: 'string', description: 'Name, unique in the organization.' },
    description: { type: 'string', description: 'Free text.' },
    status: { type: 'string', enum: ['active', 'inactive'], default: 'active' },
    retentionSeconds: { type: 'integer', format: 'int64', minimum: 0, description: 'Seconds; 0 keeps for ever.' },
    labels: { type: 'array', items: { type: 'string' } },
  };
  return {
    [`${name}Request`]: { type: 'object', required: ['name'], properties: given },
    [name]: {
      type: 'object',
      required: ['id', 'name'],
      properties: {
        id: { type: 'string', readOnly: true },
        createdAt: { type: 'string', format: 'date-time', readOnly: true },
        ...given,
        parent: reference(name),
      },
    },
    [`${name}List`]: { type: 'object', properties: { items: { type: 'array', items: reference(name) } } },
  };
}
