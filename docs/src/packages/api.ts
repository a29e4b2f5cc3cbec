import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { Application, Converter, type DeclarationReflection, type ProjectReflection, ReflectionKind } from 'typedoc';
import { frontMatter } from '../markdown.js';
import { type Entry, pages, root } from '../paths.js';
import { optionsOf, optionsPage } from './options.js';
import { apiPage, optionsPlace, typedocPage } from './rename.js';

/**
 * What each import path exports, by TypeDoc.
 *
 * @returns pages by their place on the site
 */
export async function apiPages(entries: readonly Entry[]): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'influxkit-api-'));
  try {
    const project = await runTypeDoc(entries, folder);
    const written = new Map(
      entries.map((entry) => [
        typedocPage(entry),
        { place: apiPage(entry), text: readFileSync(join(folder, typedocPage(entry)), 'utf8') },
      ]),
    );
    const pages = new Map(entries.map((entry) => [apiPage(entry), page(entry, written)]));
    return pages.set(optionsPlace, optionsPage(optionsOf(project)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rank = (entry: Entry): number => (entry.package === 'influxdb' ? 1 : 0);

async function runTypeDoc(entries: readonly Entry[], folder: string): Promise<ProjectReflection> {
  // What several export is described with the first: with its own package, and not with the facade of all.
  const inOrder = [...entries].sort((one, other) => rank(one) - rank(other));
  const app = await Application.bootstrapWithPlugins({
    entryPoints: inOrder.map(({ source }) => `${root}/${source}`),
    tsconfig: `${pages}/tsconfig.api.json`,
    plugin: ['typedoc-plugin-markdown'],
    readme: 'none',
    excludeExternals: true,
    // What is generated of a contract is in the reference of its product; the facade exports it once more, as `models`.
    externalPattern: ['**/node_modules/**', '**/src/generated/**'],
    excludeInternal: true,
    excludePrivate: true,
    disableSources: true,
    // The packages' own type checks are elsewhere, and a page can be made of what is half done.
    skipErrorChecking: true,
    validation: { invalidLink: false, notDocumented: false, notExported: false },
    logLevel: 'Warn',
    sort: ['source-order'],
    groupOrder: ['Functions', 'Classes', 'Variables', 'Interfaces', 'Type Aliases', '*'],
  });
  for (const [name, value] of Object.entries(markdownOptions)) app.options.setValue(name as never, value as never);
  app.options.setValue('outputs', [{ name: 'markdown', path: folder }]);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // A module that holds a namespace would become a folder of pages.
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Namespace))
      if (reflection.name === 'models') project.removeReflection(reflection);
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Constructor | ReflectionKind.Accessor)) {
      const { parent } = reflection as DeclarationReflection;
      const isError = parent !== undefined && /Error$/.test(parent.name);
      // Errors are caught, not made, and each is called as its class.
      const isSelfEvident = reflection.kindOf(ReflectionKind.Constructor) || reflection.name === 'name';
      if (isError && isSelfEvident) project.removeReflection(reflection);
    }
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the packages: see above');
  await app.generateOutputs(project);
  return project;
}

const markdownOptions: Readonly<Record<string, unknown>> = {
  outputFileStrategy: 'modules',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  hidePageTitle: true,
  parametersFormat: 'table',
  propertiesFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeDeclarationFormat: 'table',
  enumMembersFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  sanitizeComments: true,
};

/** A page as TypeDoc wrote it, and its place on the site. */
interface Written {
  readonly place: string;
  readonly text: string;
}

function page(entry: Entry, written: ReadonlyMap<string, Written>): string {
  const from = posix.dirname(typedocPage(entry));
  const own = posix.dirname(apiPage(entry));
  const text = written.get(typedocPage(entry))?.text ?? '';
  const linked = text.replace(
    /(\[`?(\w+)`?)?\]\(([^)#\s:]+\.md)(#[^)]*)?\)/g,
    (whole, label = '', name: string | undefined, target: string, anchor = '') => {
      const found = written.get(posix.join(from, target));
      if (found === undefined) return whole;
      const place = (anchor && name && anchorOf(name, found.text)) || anchor;
      return `${label}](./${posix.relative(own, found.place)}${place})`;
    },
  );
  const title = `Exports of ${entry.name}`;
  return [
    frontMatter({ title, outline: [2, 3], pageClass: 'api' }),
    `# ${title}`,
    // Every other kind of heading only repeats what stands below it.
    tidy(linked),
  ].join('\n\n');
}

/**
 * Where a page describes an export: TypeDoc counts headings that are alike but for their case in another order than the
 * site, which counts from the top.
 */
function anchorOf(name: string, text: string): string | undefined {
  const alike = [...text.matchAll(/^### (\w+)(?![\w\\])/gm)].flatMap(([, heading = '']) =>
    heading.toLowerCase() === name.toLowerCase() ? [heading] : [],
  );
  const at = alike.indexOf(name);
  return at < 0 ? undefined : `#${name.toLowerCase()}${at === 0 ? '' : `-${at}`}`;
}

const tidy = (text: string): string =>
  text
    .replace(
      /^(#{4,6}) (Returns|Parameters|Throws|Type Parameters|Extends|Extended by|Inherited from|Overrides|Implements)$/gm,
      '**$2**',
    )
    .replace(/^\*\*(Inherited from|Overrides)\*\*\n\n.*\n+/gm, '')
    .replace(/^\*\*\*$/gm, '')
    .replace(/\n{3,}/g, '\n\n');
