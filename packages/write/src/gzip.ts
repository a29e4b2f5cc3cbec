/** Compresses a whole body. Never changes what it is given. */
export type Compress = (bytes: Uint8Array) => Promise<Uint8Array>;

interface Zlib {
  gzip(
    bytes: Uint8Array,
    options: { level: number; chunkSize: number },
    done: (error: Error | null, result: Uint8Array) => void,
  ): void;
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
export function gzipCompressor(level: number): Compress | undefined {
  const zlib = nodeZlib();
  if (typeof zlib?.gzip === 'function') {
    return (bytes) =>
      new Promise((resolve, reject) => {
        // larger chunks than the default 16 KiB: fewer round trips to the thread pool
        zlib.gzip(bytes, { level, chunkSize: 131_072 }, (error, result) => (error ? reject(error) : resolve(result)));
      });
  }
  if (typeof CompressionStream === 'function') {
    return async (bytes) => {
      const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('gzip'));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    };
  }
  return undefined;
}

/**
 * Whether this is a page or a worker of a browser. There a compressed body needs `Content-Encoding`, which InfluxDB does
 * not allow in its answer to the preflight: the request would fail.
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
