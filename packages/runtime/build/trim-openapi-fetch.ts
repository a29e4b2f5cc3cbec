/** What a plugin of Rolldown and of Vite has in common, as far as this one needs it. */
interface TransformPlugin {
  readonly name: string;
  transform(code: string, id: string): { code: string; map: null } | undefined;
}

/** What openapi-fetch has for those who give it no serializers of their own. */
const unused = ['createQuerySerializer', 'defaultPathSerializer', 'defaultBodySerializer'];

/**
 * Takes openapi-fetch's serializers out of it: `src/http.ts` gives it others with every call, and no bundler can see
 * that these are never called. They are a third of what openapi-fetch takes in a compressed bundle.
 */
export function trimOpenapiFetch(): TransformPlugin {
  return {
    name: 'trim-openapi-fetch',
    transform(code, id) {
      if (!/\/openapi-fetch\/(dist|src)\/index\.m?js$/.test(id.replaceAll('\\', '/'))) return undefined;
      let trimmed = code;
      for (const name of unused) {
        const whole = new RegExp(`^(export )?function ${name}\\([^]*?\\n}\\n`, 'm');
        if (!whole.test(trimmed)) throw new Error(`openapi-fetch has no function ${name} any more: see src/http.ts`);
        trimmed = trimmed.replace(whole, `$1const ${name} = undefined;\n`);
      }
      return { code: trimmed, map: null };
    },
  };
}
