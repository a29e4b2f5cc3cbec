import type { Contract, ContractOperation, ContractResponse } from './document.js';
import { sample } from './sample.js';

/** A response that the contract allows. */
export interface SampleResponse {
  readonly status: number;
  /** The media type as the contract writes it; undefined for a response without a body. */
  readonly mediaType: string | undefined;
  readonly bytes: Buffer;
}

/**
 * A response to a request, made from the contract's schemas: of the status that `Prefer: code=201` asks for or the lowest, in the first media type that
 * `Accept` names and the contract has. Undefined where it has none of them.
 */
export function sampleResponse(
  contract: Contract,
  operation: ContractOperation,
  wanted: { readonly status?: number | undefined; readonly accept?: string | undefined },
): SampleResponse | undefined {
  const response = operation.success.find(({ status }) => wanted.status === undefined || status === wanted.status);
  if (response === undefined) return undefined;
  if (response.content.size === 0) return { status: response.status, mediaType: undefined, bytes: Buffer.alloc(0) };
  const mediaType = negotiate(response, wanted.accept ?? '*/*');
  if (mediaType === undefined) return undefined;
  return { status: response.status, mediaType, bytes: body(contract, operation, response, mediaType) };
}

function negotiate({ content }: ContractResponse, accept: string): string | undefined {
  const ranges = accept
    .split(',')
    .map((range) => {
      const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { name, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const known = [...content.keys()];
  for (const { name } of ranges) {
    const [type, subtype] = name.split('/');
    const found = known.find((mediaType) => {
      const [ownType, ownSubtype] = (mediaType.split(';')[0] ?? '').split('/');
      return (type === '*' || type === ownType) && (subtype === '*' || subtype === ownSubtype);
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Every byte there is, so that a decoder that takes bytes for text shows. */
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, index) => index));

function body(contract: Contract, { id }: ContractOperation, response: ContractResponse, mediaType: string): Buffer {
  const seed = `${id} ${response.status} ${mediaType}`;
  const schema = response.content.get(mediaType);
  const name = mediaType.split(';')[0] ?? '';
  if (name === 'application/json' || name.endsWith('+json')) {
    return Buffer.from(
      JSON.stringify(schema === undefined ? {} : sample(contract, schema, { direction: 'response', seed })),
    );
  }
  if (name.endsWith('csv')) {
    const rows = [
      '#datatype,string,long,dateTime:RFC3339,string',
      '#group,false,false,false,true',
      '#default,_result,,,',
    ];
    return Buffer.from(
      [...rows, ',result,table,_time,name', `,,0,2024-02-29T00:00:00Z,"${seed}, ü"`, '', ''].join('\r\n'),
    );
  }
  const isText = name.startsWith('text/') || /(toml|yaml|yml)$/.test(name);
  return isText ? Buffer.from(`# ${seed}\nname = "Grüße, 日本 🙂"\n`) : everyByte;
}
