import { type Comment, type DeclarationReflection, type ProjectReflection, ReflectionKind } from 'typedoc';
import { cell, code, frontMatter, table } from '../markdown.js';

/** An option as its declaration has it. */
interface Option {
  readonly name: string;
  readonly type: string;
  /** What holds where it is left out: its `@default`. Undefined: the declaration says none. */
  readonly fallback: string | undefined;
  readonly isRequired: boolean;
  readonly meaning: string;
}

/** The options of one interface, but for those that it has of another. */
export interface Options {
  readonly name: string;
  /** The package that declares it. */
  readonly package: string;
  readonly meaning: string;
  /** The interfaces whose options it has as well, as its declaration names them. */
  readonly extended: readonly string[];
  readonly options: readonly Option[];
}

/** Those that people write; what generated clients give to the runtime is not theirs. */
const isOptions = (name: string): boolean => /(?:Options|Settings)$|^(?:Generator|Product)Config$/.test(name);

/** What can be set in the packages that are written by hand, by package and name, from their declarations. */
export function optionsOf(project: ProjectReflection): readonly Options[] {
  const found = new Map<string, Options>();
  for (const reflection of project.getReflectionsByKind(ReflectionKind.Interface)) {
    const declaration = reflection as DeclarationReflection;
    const name = project.getSymbolIdFromReflection(declaration)?.packageName.replace('@influxkit/', '');
    if (!isOptions(declaration.name) || name === undefined) continue;
    const options = (declaration.children ?? []).filter((child) => child.inheritedFrom === undefined).map(optionOf);
    found.set(`${name} ${declaration.name}`, {
      name: declaration.name,
      package: name,
      meaning: proseOf(declaration.comment),
      extended: (declaration.extendedTypes ?? []).map(String),
      options,
    });
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, options]) => options);
}

function optionOf(declaration: DeclarationReflection): Option {
  const [signature] = declaration.signatures ?? [];
  const comment = declaration.comment ?? signature?.comment;
  const tag = comment?.getTag('@default') ?? comment?.getTag('@defaultValue');
  const fallback = tag?.content
    .map(({ text }) => text.replace(/^```\w*\n|\n```$/g, ''))
    .join('')
    .trim();
  return {
    name: declaration.name,
    type: String(declaration.type ?? 'function').replace(/^undefined \| | \| undefined$/g, ''),
    fallback: fallback === '' ? undefined : fallback,
    isRequired: !declaration.flags.isOptional,
    meaning: proseOf(comment),
  };
}

const proseOf = (comment: Comment | undefined): string => (comment?.summary ?? []).map(({ text }) => text).join('');

/** The page of all options. */
export function optionsPage(all: readonly Options[]): string {
  const packages = [...new Set(all.map((options) => options.package))];
  const sections = packages.map((name) =>
    [
      name === 'internal' ? '## Of several packages {#shared}' : `## @influxkit/${name} {#${name}}`,
      ...all.filter((options) => options.package === name).map((options) => section(options)),
    ].join('\n\n'),
  );
  return [
    frontMatter({
      title: 'Options',
      outline: [2, 3],
      pageClass: 'api',
      keywords: 'default values, settings, configuration',
    }),
    '# Options and their defaults',
    'Every option of the packages that are written by hand, with what holds where it is left out, from their declarations.',
    ...sections,
  ].join('\n\n');
}

function section({ name, package: folder, meaning, extended, options }: Options): string {
  const rows = options.map((option) => [
    code(option.name),
    code(option.type),
    option.isRequired ? '**required**' : cell(plainly(option.fallback ?? '')),
    cell(option.meaning),
  ]);
  return [
    `### ${name} {#${folder}-${name}}`,
    ...(meaning === '' ? [] : [cell(meaning)]),
    ...(rows.length === 0 ? [] : [table(['option', 'type', 'default', 'meaning'], rows)]),
    ...(extended.length === 0 ? [] : [`And those of ${extended.map(code).join(', ')}.`]),
  ].join('\n\n');
}

/** A default that is a value stands as code; one that is words, as words. */
const plainly = (fallback: string): string =>
  /^(?:'[^']*'|"[^"]*"|[\d_.]+|true|false|\{.*\}|\[.*\])$/.test(fallback) ? code(fallback) : fallback;
