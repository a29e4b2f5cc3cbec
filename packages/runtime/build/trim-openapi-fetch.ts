/** What a plugin of Rolldown and of Vite has in common, as far as this one needs it. */
interface TransformPlugin {
  readonly name: string;
  transform(code: string, id: string): { code: string; map: null } | undefined;
}

/** What is taken out: what it is, where it stands in the code, how often, and what stands there in its place. */
type Cut = readonly [what: string, pattern: RegExp, times: number, replacement: string];

/** What openapi-fetch has for those who give it no serializers of their own. */
const serializer = (name: string): Cut => [
  `function ${name}`,
  new RegExp(`^(export )?function ${name}\\([^]*?\\n}\\n`, 'gm'),
  1,
  `$1const ${name} = undefined;\n`,
];

const CUTS: readonly Cut[] = [
  serializer('createQuerySerializer'),
  serializer('defaultPathSerializer'),
  serializer('defaultBodySerializer'),
  // `createHttp` puts its own in the place of each.
  ['methods of HTTP', /^ {4}\/\*\* Call a \w+ endpoint \*\/\n {4}[A-Z]+\(url, init\) \{\n.*\n {4}\},\n/gm, 8, ''],
  // Options of its own for Node's fetch, which it is not given: the client's transport sends.
  [
    'supportsRequestInitExt',
    /^const supportsRequestInitExt = .*\n.*\n\};\n/gm,
    1,
    'const supportsRequestInitExt = () => false;\n',
  ],
];

/**
 * Takes out of openapi-fetch what is never called, as no bundler can see: its serializers, for `src/http-client.ts` gives it
 * others with every call, and its methods. They are more than a third of what openapi-fetch takes in a compressed bundle.
 */
export function trimOpenapiFetch(): TransformPlugin {
  return {
    name: 'trim-openapi-fetch',
    transform(code, id) {
      if (!/\/openapi-fetch\/(dist|src)\/index\.m?js$/.test(id.replaceAll('\\', '/'))) return undefined;
      let trimmed = code;
      for (const [what, pattern, times, replacement] of CUTS) {
        const found = code.match(pattern)?.length ?? 0;
        if (found !== times)
          throw new Error(`openapi-fetch must have ${what} ${times}×; got ${found}: see src/http-client.ts`);
        trimmed = trimmed.replace(pattern, replacement);
      }
      return { code: trimmed, map: null };
    },
  };
}
