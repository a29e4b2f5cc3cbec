/** A way to gzip whole bodies. */
export interface Compressor {
  /** Never changes what it is given. */
  compress(bytes: Uint8Array): Promise<Uint8Array>;
  /** Takes back what `compress` gave, once nobody reads it any more, so that its memory serves again. */
  release?(compressed: Uint8Array): void;
}

/** What is used of a `Gzip` stream of Node. */
interface GzipStream {
  on(event: 'data', listener: (part: Uint8Array) => void): this;
  on(event: 'end', listener: () => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  end(bytes: Uint8Array): void;
}

interface Zlib {
  createGzip(options: { level: number; chunkSize: number }): GzipStream;
}

interface NodeProcess {
  getBuiltinModule?(name: string): unknown;
  versions?: { node?: string };
}

/**
 * zlib of Node (Bun and Deno have it too), reached without an import so that bundlers for browsers find nothing to
 * resolve. It compresses outside the thread that runs JavaScript, and its level can be chosen.
 */
function nodeZlib(): Zlib | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  try {
    return process?.getBuiltinModule?.('node:zlib') as Zlib | undefined;
  } catch {
    return undefined;
  }
}

/** The best way to gzip that this platform has, or undefined where it has none. */
export function gzipCompressor(level: number): Compressor | undefined {
  const zlib = nodeZlib();
  if (typeof zlib?.createGzip === 'function') return new ZlibCompressor(zlib, level);
  if (typeof CompressionStream === 'function') {
    return {
      compress: async (bytes) => {
        const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('gzip'));
        return new Uint8Array(await new Response(stream).arrayBuffer());
      },
    };
  }
  return undefined;
}

/** Outputs that are kept for later. */
const KEPT = 4;
/** Outputs below this size are left to the garbage collector. */
const WORTH_KEEPING = 65_536;

/**
 * zlib's parts are copied into memory that is used again: they live for a moment only and cost next to nothing to
 * collect, while whole outputs live as long as their requests, and pile up until the collector looks at old memory.
 */
class ZlibCompressor implements Compressor {
  readonly #zlib: Zlib;
  readonly #level: number;
  readonly #spare: Uint8Array[] = [];

  constructor(zlib: Zlib, level: number) {
    this.#zlib = zlib;
    this.#level = level;
  }

  compress(bytes: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      let output = this.#spare.pop() ?? new Uint8Array(Math.max(1024, bytes.length >> 2));
      let size = 0;
      // larger parts than the default 16 KiB: fewer round trips to the thread pool
      const gzip = this.#zlib.createGzip({
        level: this.#level,
        chunkSize: Math.min(65_536, Math.max(1024, bytes.length)),
      });
      gzip.on('data', (part) => {
        if (size + part.length > output.length) {
          const grown = new Uint8Array(Math.max(size + part.length, output.length * 1.5));
          grown.set(output.subarray(0, size));
          output = grown;
        }
        output.set(part, size);
        size += part.length;
      });
      gzip.on('end', () => resolve(output.subarray(0, size)));
      gzip.on('error', reject);
      gzip.end(bytes);
    });
  }

  release(compressed: Uint8Array): void {
    const { buffer } = compressed;
    if (buffer.byteLength >= WORTH_KEEPING && this.#spare.length < KEPT) this.#spare.push(new Uint8Array(buffer));
  }
}

/**
 * Whether this is a page or a worker of a browser. There a compressed body needs `Content-Encoding`, which InfluxDB does
 * not allow in its response to the preflight: the request would fail.
 */
export function isBrowser(): boolean {
  const scope = globalThis as {
    document?: unknown;
    window?: unknown;
    importScripts?: unknown;
    WorkerGlobalScope?: unknown;
    process?: NodeProcess;
    Deno?: unknown;
  };
  if (scope.process?.versions?.node || scope.Deno) return false;
  return (scope.window !== undefined && scope.document !== undefined) || typeof scope.importScripts === 'function';
}
