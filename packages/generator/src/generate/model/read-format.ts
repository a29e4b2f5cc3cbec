import type { Codec, FormatParameter } from '@influxkit/runtime';
import { diagnose } from '../../base/catalogue.js';
import { quote, type Report } from '../../base/diagnostics.js';
import type { ProductConfig } from '../../config/product-config.js';
import type { LoadedContract } from '../../contract/document/openapi.js';
import type { BodyModel, QueryParameterModel } from './api-model.js';
import type { FoundOperation } from './find-operations.js';

// Parameters by which a server is asked for the media type of its response. The client fills them in from the option
// `accept`, so that methods do not take them.

/** What the configuration says of an operation's format. */
export function formatOf(id: string, { formats }: ProductConfig): FormatParameter | undefined {
  return formats && Object.hasOwn(formats, id) ? formats[id] : undefined;
}

/** A body whose JSON is given without the member that the client fills in. */
export function withoutFormat(body: BodyModel | undefined, format: FormatParameter | undefined): BodyModel | undefined {
  if (!body || format?.in !== 'body') return body;
  const choices = body.choices.map((choice) =>
    choice.mediaTypes.some((mediaType) => body.codecs.get(mediaType) === 'json')
      ? { ...choice, type: { kind: 'without', of: choice.type, key: format.name } as const }
      : choice,
  );
  return { ...body, choices };
}

/** Reports what a format says of parameters or media types that the operation does not have. */
export function checkFormat(
  { in: place, name, values }: FormatParameter,
  operation: {
    readonly found: FoundOperation;
    readonly parameters: readonly QueryParameterModel[];
    readonly body: BodyModel | undefined;
    readonly responses: ReadonlyMap<string, Codec>;
  },
  { contract, report }: { readonly contract: LoadedContract; readonly report: Report },
): void {
  const { found, parameters, body, responses } = operation;
  const problem = (message: string, fix: string): void => {
    report(diagnose('config-unknown-operation', message, contract.locate(found.pointer), fix));
  };
  const isTaken =
    place === 'query'
      ? parameters.some((parameter) => parameter.name === name)
      : [...(body?.codecs.values() ?? [])].includes('json');
  if (!isTaken)
    problem(
      `\`formats\` speaks of ${quote(name)} in the ${place} of ${quote(found.id)}, which takes no such thing.`,
      'Correct the parameter in the configuration, or remove the entry.',
    );
  for (const mediaType of responses.keys())
    if (!Object.hasOwn(values, mediaType))
      problem(
        `\`formats\` does not say what ${quote(name)} is for ${quote(mediaType)}, with which ${quote(found.id)} responds.`,
        'Add the media type to its `values`.',
      );
  for (const mediaType of Object.keys(values))
    if (!responses.has(mediaType))
      problem(
        `\`formats\` speaks of ${quote(mediaType)}, with which ${quote(found.id)} does not respond.`,
        'Correct the media type in the configuration, or remove it.',
      );
}
