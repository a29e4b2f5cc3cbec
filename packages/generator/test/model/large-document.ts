/** A contract with this many operations, five a resource, each resource with a schema that refers to the one before. */
export function largeDocument(operations: number): object {
  const paths: Record<string, unknown> = {};
  const schemas: Record<string, unknown> = {};
  for (let index = 0; index * 5 < operations; index += 1) {
    const name = `thing${index}`;
    const schema = `Thing${index}`;
    const reference = { $ref: `#/components/schemas/${schema}` };
    const response = { description: 'It.', content: { 'application/json': { schema: reference } } };
    const body = { required: true, content: { 'application/json': { schema: reference } } };
    const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
    schemas[schema] = {
      type: 'object',
      description: `Thing number ${index}.`,
      required: ['id'],
      properties: {
        id: { type: 'string' },
        state: { type: 'string', enum: ['on', 'off'] },
        ...(index > 0 && { previous: { $ref: `#/components/schemas/Thing${index - 1}` } }),
      },
    };
    paths[`/${name}`] = {
      get: {
        operationId: `list${schema}`,
        summary: `List ${name}`,
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer' } },
          { name: 'offset', in: 'query', schema: { type: 'integer' } },
        ],
        responses: {
          200: {
            description: 'All.',
            content: { 'application/json': { schema: { type: 'array', items: reference } } },
          },
        },
      },
      post: { operationId: `create${schema}`, requestBody: body, responses: { 201: response } },
    };
    paths[`/${name}/{id}`] = {
      parameters: [id],
      get: { operationId: `get${schema}`, responses: { 200: response, default: response } },
      patch: { operationId: `update${schema}`, requestBody: body, responses: { 200: response } },
      delete: { operationId: `delete${schema}`, responses: { 204: { description: 'Gone.' } } },
    };
  }
  return { openapi: '3.1.0', info: { title: 'Large', version: '1' }, paths, components: { schemas } };
}
