import { isNode, type Node, rewriteSchemas } from '@influxkit/test-tools';

/**
 * A contract as Prism 5.12 has to be given it. Each rule says the same in other words, or leaves to the contract server
 * what Prism would get wrong:
 *
 * - It does not route by the servers of a path: their path goes into the template.
 * - It holds `Content-Type` and `Accept` against header parameters of those names, which OpenAPI says to ignore (the
 *   media types of the body decide): such parameters go.
 * - Its own samples leave out what a schema without `type` requires: `type: object` is written where properties are.
 * - Its own samples do not fit some formats, and it knows `duration` as ISO 8601 alone where ours are Flux's: an example
 *   stands in for the format.
 * - It wants exactly one alternative of a `oneOf` and does not look at the discriminator; kinds that differ in optional
 *   properties, and syntax trees, fit several: they become `anyOf`.
 * - It cannot respond in a range of media types: JSON stands in for it.
 */
export function prismDocument(root: Node): Node {
  const document = rewriteSchemas(root, editSchema) as Record<string, unknown>;
  const parameters = (root['components'] as { parameters?: Node } | undefined)?.parameters ?? {};
  const paths: Record<string, unknown> = {};
  for (const [path, item] of Object.entries(document['paths'] as Node)) {
    if (!isNode(item)) continue;
    for (const [key, value] of Object.entries(item)) {
      if (key === 'servers') continue;
      const operation = isNode(value) ? value : undefined;
      const place = serverPath(operation?.['servers'] ?? item['servers']) + path;
      paths[place] = { ...(paths[place] as Node), [key]: operation ? editOperation(operation, parameters) : value };
    }
  }
  return { ...document, paths };
}

const examples: Readonly<Record<string, string>> = { duration: '1h30m', byte: 'Ynl0ZXM=' };

function editSchema(schema: Record<string, unknown>): void {
  if (isNode(schema['properties']) && !('type' in schema)) schema['type'] = 'object';
  const example = schema['type'] === 'string' ? examples[String(schema['format'])] : undefined;
  if (example !== undefined) {
    delete schema['format'];
    schema['examples'] = [example];
  }
  if (Array.isArray(schema['oneOf'])) {
    schema['anyOf'] = schema['oneOf'];
    delete schema['oneOf'];
    delete schema['discriminator'];
  }
}

const ignoredHeaders = new Set(['accept', 'content-type', 'authorization']);

function editOperation({ servers: _, ...listed }: Node, parameters: Node): Node {
  const operation = { ...listed, responses: editResponses(listed['responses'] as Node) } as Node;
  if (!Array.isArray(operation['parameters'])) return operation;
  const kept = operation['parameters'].filter((listed: Node) => {
    const name = /^#\/components\/parameters\/(.+)$/.exec(String(listed['$ref']))?.[1];
    const parameter = (name === undefined ? listed : parameters[name]) as Node;
    return !(parameter['in'] === 'header' && ignoredHeaders.has(String(parameter['name']).toLowerCase()));
  });
  return { ...operation, parameters: kept };
}

/** The media type that is sent for a range of media types. */
export const concreteMediaType = (mediaType: string): string => (mediaType === '*/*' ? 'application/json' : mediaType);

const editResponses = (responses: Node): Node =>
  Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const content = isNode(response) ? response['content'] : undefined;
      if (!isNode(content) || !('*/*' in content)) return [status, response];
      return [
        status,
        { ...(response as Node), content: { [concreteMediaType('*/*')]: { schema: { type: 'object' } } } },
      ];
    }),
  );

const serverPath = (servers: unknown): string =>
  Array.isArray(servers) && isNode(servers[0]) ? String(servers[0]['url']).replace(/\/$/, '') : '';
