import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entries } from '../../../scripts/entries.mjs';
import { bundle } from '../src/bundle.js';
import { installProject, type Project } from '../src/project.js';

const published = entries().filter(({ private: isPrivate }) => !isPrivate);
/** What works in Node alone, when code is made or tested: nobody bundles it. */
const isTool = (name: string): boolean => /^@influxkit\/(?:generator|testing|emit-[\w-]+)$/.test(name);

/** Of each package its own entry, or all of one that has none. */
const all = published
  .filter(
    (entry) =>
      entry.subpath === '' || !published.some((other) => other.package === entry.package && other.subpath === ''),
  )
  .map(({ name }) => name)
  .filter((name) => !isTool(name));

describe('a minified bundle', () => {
  let project: Project;
  beforeAll(async () => {
    project = await installProject('tree-shaking');
  });
  afterAll(() => project[Symbol.asyncDispose]());

  /** Bundles a line of code; says which of our packages have bytes in it, and how many all have. */
  const contents = async (line: string): Promise<{ packages: string[]; size: number }> => {
    await project.write('entry.mjs', line);
    const { inputs, code } = await bundle(project, 'entry.mjs', ['--minify', '--tree-shaking=true']);
    const used = [...inputs].filter(([, bytes]) => bytes > 0);
    const packages = used.map(([path]) => /node_modules\/@influxkit\/([^/]+)/.exec(path)?.[1] ?? '');
    return { packages: [...new Set(packages)].filter((name) => name !== '').sort(), size: code.length };
  };

  test.each<[line: string, packages: readonly string[]]>([
    [
      "import { InfluxDB } from '@influxkit/influxdb/oss-v2'; console.log(new InfluxDB({ url: '' }));",
      ['auth', 'influxdb', 'line-protocol', 'oss-v2', 'query', 'runtime', 'write'],
    ],
    [
      "import { InfluxDB } from '@influxkit/influxdb/cloud-serverless'; console.log(new InfluxDB({ url: '' }));",
      ['auth', 'cloud-serverless', 'influxdb', 'line-protocol', 'query', 'runtime', 'sql', 'write'],
    ],
    [
      "import { createOssV2 } from '@influxkit/oss-v2'; console.log(createOssV2({ baseUrl: '' }));",
      ['oss-v2', 'runtime'],
    ],
    [
      "import { createCloudV2 } from '@influxkit/cloud-v2'; console.log(createCloudV2({ baseUrl: '' }));",
      ['cloud-v2', 'runtime'],
    ],
    ["import { encodePoint } from '@influxkit/line-protocol'; console.log(encodePoint);", ['line-protocol']],
    // of the runtime, what all errors of a call have in common
    ["import { decodeRows } from '@influxkit/query'; console.log(decodeRows);", ['query', 'runtime']],
    // The query package has what errors of SQL extend; nothing of its decoders comes along.
    ["import { createSql } from '@influxkit/sql'; console.log(createSql);", ['query', 'runtime', 'sql']],
    // of the runtime, how messages name a value
    ["import { sql } from '@influxkit/sql'; console.log(sql);", ['runtime', 'sql']],
    // How `Retry-After` is read has its home in the runtime, which whoever has a client has anyway.
    [
      "import { createWriter } from '@influxkit/write'; console.log(createWriter);",
      ['line-protocol', 'runtime', 'write'],
    ],
    ["import { createClient } from '@influxkit/runtime'; console.log(createClient);", ['runtime']],
    ["import { tokenAuth } from '@influxkit/influxdb/auth'; console.log(tokenAuth);", ['auth', 'influxdb', 'runtime']],
    ["import { int } from '@influxkit/influxdb'; console.log(int);", ['line-protocol']],
  ])('of %s has nothing but what it needs', async (line, packages) => {
    expect((await contents(line)).packages).toEqual([...packages].sort());
  });

  test.each(all)('that imports %s and uses nothing of it is empty', async (name) => {
    const { packages, size } = await contents(`import * as all from '${name}'; void all;`);
    expect(packages).toEqual([]);
    expect(size).toBeLessThan(20);
  });

  test('of one operation is far smaller than that of the whole client', async () => {
    const single = await contents(
      "import { bucketsList } from '@influxkit/oss-v2'; import { call, createClient } from '@influxkit/runtime'; console.log(call(createClient({ baseUrl: '' }), bucketsList));",
    );
    const whole = await contents("import { createOssV2 } from '@influxkit/oss-v2'; console.log(createOssV2);");
    expect(single.size).toBeLessThan(whole.size / 2);
  });
});
