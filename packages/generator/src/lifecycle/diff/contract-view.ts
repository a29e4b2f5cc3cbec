import type { OperationDescriptor } from '@influxkit/runtime';
import type { Diagnostic, Location } from '../../base/diagnostics.js';
import type { ProductConfig } from '../../config/product-config.js';
import type { LoadedContract, OpenApiDocument } from '../../contract/document/openapi.js';
import type { ApiModel, OperationModel } from '../../generate/model/build-model.js';
import type { BoundNames } from '../../generate/model/given-parameters.js';
import { partOf } from './part-of-client.js';
import { operationsOf } from './structure/compare-operations.js';
import { ComparedDocument } from './structure/compared-node.js';

/** One of two contracts that are compared. What `loadContract` gives fits. */
export interface ContractView {
  /** The bundled document: every `$ref` points into it. */
  readonly document: OpenApiDocument;
  /**
   * The configuration of the client generated from it. With it, changes carry method names, and names, paging and
   * codecs are compared, too.
   */
  readonly config?: ProductConfig;
  /**
   * Operation descriptors of a client that was generated from it, where they are known otherwise; they come instead of
   * the configuration's.
   */
  readonly descriptors?: readonly ComparedDescriptor[];
  /** Finds a pointer in the sources; changes carry the location then. */
  locate?(pointer: string): Location | undefined;
}

/** As much of an operation descriptor as is compared. */
export type ComparedDescriptor = Pick<
  OperationDescriptor,
  'name' | 'method' | 'path' | 'body' | 'response' | 'page' | 'idempotent'
>;

/** A side with what the generator makes of it. */
export interface PreparedView {
  readonly document: OpenApiDocument;
  readonly descriptors?: readonly ComparedDescriptor[];
  /** What the generator makes of it. */
  readonly model: ApiModel;
  /** Parameters that are options of the client, and so no arguments. */
  readonly bind: BoundNames;
  /** Whether names are those of a configuration; otherwise they are those that the rules give. */
  readonly isConfigured: boolean;
  /** The modules of a client of some of its operations, by name. */
  readonly files: (operations: ReadonlySet<string>) => Promise<ReadonlyMap<string, string>>;
}

const unnamed: ProductConfig = { name: 'contract', input: '', output: '' };

/** Runs the generator over a side as far as comparing needs it. */
export async function prepareView({ document, config, descriptors }: ContractView): Promise<PreparedView> {
  const contract: LoadedContract = {
    document,
    version: document.openapi.startsWith('3.0') ? '3.0' : '3.1',
    files: [],
    locate: () => undefined,
  };
  const { buildModel } = await import('../../generate/model/build-model.js');
  const problems: Diagnostic[] = [];
  const settings = fitting(config ?? unnamed, document);
  const model: ApiModel = buildModel(contract, settings, (problem) => problems.push(problem));
  const settled = config !== undefined && !problems.some(({ severity }) => severity === 'error');
  return {
    document,
    model,
    bind: settings.bind ?? {},
    isConfigured: config !== undefined,
    files: async (operations) => {
      const { emitClient } = await import('../../generate/emit/emit-client.js');
      const { emitters: _, ...rest } = settings;
      return emitClient(partOf(model, operations), {
        ...rest,
        importExtension: '.js',
        runtimePackage: '../runtime.js',
      });
    },
    ...(descriptors ? { descriptors } : settled && { descriptors: model.operations.map(descriptorOf) }),
  };
}

/** A configuration without what it says of operations that this contract has not (or not yet, or no longer). */
function fitting(config: ProductConfig, document: OpenApiDocument): ProductConfig {
  const ids = new Set([...operationsOf(new ComparedDocument(document)).values()].map(({ id }) => id));
  const keep = <Value>(table: Readonly<Record<string, Value>> | undefined): Record<string, Value> =>
    Object.fromEntries(Object.entries(table ?? {}).filter(([id]) => ids.has(id)));
  return {
    ...config,
    // Names are compared as they come out, settled or not.
    strict: false,
    ...(config.bind && { bind: boundOf(config.bind, document) }),
    ...(config.schemaNames && {
      schemaNames: Object.fromEntries(
        Object.entries(config.schemaNames).filter(([name]) => Object.hasOwn(document.components?.schemas ?? {}, name)),
      ),
    }),
    ...(config.names && { names: keep(config.names) }),
    ...(config.pagination && { pagination: keep(config.pagination) }),
    ...(config.codecs && { codecs: keep(config.codecs) }),
    ...(config.itemSchemas && { itemSchemas: keep(config.itemSchemas) }),
    ...(config.formats && { formats: keep(config.formats) }),
    ...(config.idempotent && { idempotent: config.idempotent.filter((id) => ids.has(id)) }),
  };
}

/** Of the parameters that are bound, those that some operation takes. */
function boundOf({ path = [], headers = [] }: BoundNames, document: OpenApiDocument): BoundNames {
  const side = new ComparedDocument(document);
  const operations = [...operationsOf(side).values()];
  const taken = new Set(
    operations.flatMap((operation) =>
      [...side.parameters(operation).values()].map(({ in: place, name }) => `${place} ${name.toLowerCase()}`),
    ),
  );
  return {
    path: path.filter((name) => operations.some((operation) => operation.path.includes(`{${name}}`))),
    headers: headers.filter((name) => taken.has(`header ${name.toLowerCase()}`)),
  };
}

function descriptorOf({ name, method, path, body, responses, page, idempotent }: OperationModel): ComparedDescriptor {
  return {
    name: name.join('.'),
    method,
    path,
    ...(body && { body: Object.fromEntries(body.codecs) }),
    ...(responses.codecs.size > 0 && { response: Object.fromEntries(responses.codecs) }),
    ...(page && { page: page.rule }),
    ...(idempotent !== undefined && { idempotent }),
  };
}
