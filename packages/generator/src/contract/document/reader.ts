import type { JsonObject, JsonValue, OpenApiDocument, Reference } from './openapi.js';

/** Segments of a JSON pointer in a URI fragment (`#/components/schemas/A`), decoded. */
export function pointerSegments(ref: string): string[] {
  const fragment = ref.slice(ref.indexOf('#') + 1);
  return fragment
    .split('/')
    .slice(1)
    .map((segment) => decode(segment).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** JSON pointer of segments, as `LoadedContract.locate` takes it. */
export function pointer(...segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: the loader let it through because a key is spelt exactly so.
    return text;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isReference(value: unknown): value is JsonObject & Reference {
  return isObject(value) && typeof value['$ref'] === 'string';
}

/** An own property: what a prototype has is not in the document. */
export function own(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Looks things up in one bundled document. */
export class DocumentReader {
  readonly document: OpenApiDocument;
  /** Where references end, so that a chain of them is followed once, not once for each link. */
  readonly #ends = new Map<string, JsonValue | undefined>();

  constructor(document: OpenApiDocument) {
    this.document = document;
  }

  /** What a reference points to, itself perhaps a reference; undefined where there is nothing. */
  target(ref: string): JsonValue | undefined {
    let value: JsonValue | undefined = this.document as unknown as JsonObject;
    for (const segment of pointerSegments(ref)) value = own(value, segment);
    return value;
  }

  /** A value with all references followed; undefined where they lead nowhere or in a circle. */
  resolve(value: JsonValue | undefined): JsonValue | undefined {
    const passed = new Set<string>();
    let end = value;
    while (isReference(end)) {
      const { $ref } = end;
      if (this.#ends.has($ref)) {
        end = this.#ends.get($ref);
        break;
      }
      end = passed.has($ref) ? undefined : this.target($ref);
      passed.add($ref);
    }
    for (const ref of passed) this.#ends.set(ref, end);
    return end;
  }

  /** Like `resolve`, for what has to be an object. */
  object(value: JsonValue | undefined): JsonObject | undefined {
    const resolved = this.resolve(value);
    return isObject(resolved) ? resolved : undefined;
  }

  /** Entries of a map in the document, such as `components.schemas`; none where it is absent. */
  components(kind: string): [string, JsonValue][] {
    const components = own(this.document as unknown as JsonObject, 'components');
    const map = own(components, kind);
    return isObject(map) ? Object.entries(map) : [];
  }

  component(kind: string, name: string): JsonValue | undefined {
    return own(own(own(this.document as unknown as JsonObject, 'components'), kind), name);
  }

  /** Name of the component that a reference points to, where it points to a whole one of this kind. */
  componentName(kind: string, ref: string): string | undefined {
    const [components, actual, name, ...rest] = pointerSegments(ref);
    if (components !== 'components' || actual !== kind || name === undefined || rest.length > 0) return undefined;
    return this.target(ref) === undefined ? undefined : name;
  }
}
