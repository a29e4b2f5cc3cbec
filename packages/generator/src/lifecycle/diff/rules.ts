import type { ChangeGroup, ChangeSeverity } from './change.js';
import type { RuleId } from './rule-ids.js';

export type { RuleId };

/** How a rule weighs, and why. */
export interface RuleText {
  readonly severity: ChangeSeverity;
  /** Heading of the changelog. Default: by severity (Breaking, Added, Fixed). */
  readonly group?: ChangeGroup;
  /** Why it has this severity, for the rule's documentation. */
  readonly why: string;
}

const major = (why: string): RuleText => ({ severity: 'major', why });
const minor = (why: string, group?: ChangeGroup): RuleText => ({ severity: 'minor', why, ...(group && { group }) });
const patch = (why: string): RuleText => ({ severity: 'patch', why });

/** Every rule of the structural view and of the types' view, with its severity. A rule has one severity, always. */
export const rules: Readonly<Record<RuleId, RuleText>> = /* @__PURE__ */ table();

function table(): Record<RuleId, RuleText> {
  return {
    // The operation and its name
    'operation-added': minor('a new method stands beside the others'),
    'operation-removed': major('calls of the method no longer compile'),
    'operation-moved': major('the request goes to another path, and the method may have another name'),
    'operation-renamed': major('the key of the operation in the exported type `operations` is another'),
    'operation-deprecated': minor('it still works, and editors strike it through', 'Deprecated'),
    'operation-undeprecated': minor('editors no longer strike it through', 'Changed'),
    'method-renamed': major('calls of the old name no longer compile'),
    'signature-shifted': major('the arguments of the method move by one place'),
    'path-parameter-renamed': major('the path type and the name of the argument change'),
    'idempotency-changed': minor('the client retries the call under other conditions', 'Changed'),
    'pagination-added': minor('`paginate` takes the method now'),
    'pagination-removed': major('`paginate` no longer takes the method'),
    'pagination-items-changed': major('`paginate` yields something else'),
    'pagination-changed': minor('pages are asked for in another way', 'Changed'),
    'request-codec-changed': major('the body is passed as a value of another kind'),
    'response-codec-changed': major('the body is read as a value of another kind'),
    'server-changed': major('the request goes to another address'),
    'server-host-changed': minor('a client that is given no `baseUrl` sends its requests to another host', 'Changed'),
    'server-described': patch('only what is said about a server changed'),
    'security-added': minor('there is one more way to sign in'),
    'security-removed': major('a way to sign in no longer works'),
    'security-required': major('a call that went without credentials is refused'),
    'security-dropped': minor('a call works without credentials, or with fewer', 'Changed'),
    'scope-added': major('a token without the scope is refused'),
    'scope-removed': minor('a token needs less', 'Changed'),
    'security-scheme-added': minor('there is one more way to sign in'),
    'security-scheme-removed': major('the way to sign in is gone'),
    'security-scheme-changed': major('credentials go elsewhere or look different'),

    // Parameters
    'parameter-added': minor('a call without the option does what it did'),
    'parameter-required-added': major('a call must pass something new'),
    'parameter-removed': major('a call that passes it no longer compiles'),
    'parameter-became-required': major('a call may not leave it out any longer'),
    'parameter-became-optional': minor('a call may leave it out', 'Changed'),
    'parameter-encoding-changed': major('the value looks different in the request'),
    'parameter-deprecated': minor('it still works, and editors strike it through', 'Deprecated'),
    'parameter-undeprecated': minor('editors no longer strike it through', 'Changed'),

    // Bodies
    'body-added': major('the body comes before the options: the arguments move'),
    'body-removed': major('a call that passes a body no longer compiles'),
    'body-became-required': major('a call may not leave it out any longer'),
    'body-became-optional': minor('a call may leave it out', 'Changed'),
    'request-media-type-added': minor('the body can be sent in one more form'),
    'request-media-type-removed': major('the body can no longer be sent in this form'),
    'request-media-type-default-changed': major('a call that names no media type sends another one'),
    'request-encoding-changed': major('the parts of the body look different in the request'),

    // Responses
    'status-added': major('there is one more response to handle: `switch` over the status is no longer exhaustive'),
    'status-documented': minor(
      'the response was covered by `default` or a range and has a status of its own now',
      'Changed',
    ),
    'status-removed': major('code that handles the status no longer compiles or never runs'),
    'response-media-type-added': major('the response may come in one more form'),
    'response-media-type-removed': major('the response no longer comes in this form'),
    'response-media-type-default-changed': major('a call that names no media type gets another one'),
    'header-added': minor('there is more to read'),
    'header-removed': major('what was read is gone'),
    'header-respelled': major('it is the same header, and its key in the types is another'),
    'header-became-optional': major('what was always there may be missing'),
    'header-became-required': minor('it is always there', 'Changed'),
    'header-deprecated': minor('it is still there', 'Deprecated'),
    'header-undeprecated': minor('it is there to stay', 'Changed'),
    'link-added': minor('there is more to follow'),
    'link-removed': major('what was followed is gone'),
    'link-changed': major('it leads elsewhere'),
    'callback-added': minor('the server may call one more address'),
    'callback-changed': major('the server calls in another way'),
    'callback-removed': major('the server no longer calls'),

    // Values that are sent
    'request-property-added': minor('a call without it does what it did'),
    'request-property-required-added': major('a call must pass something new'),
    'request-property-removed': major('an object literal with it no longer compiles'),
    'request-property-became-required': major('a call may not leave it out any longer'),
    'request-property-became-optional': minor('a call may leave it out', 'Changed'),
    'request-type-narrowed': major('a value that was accepted is refused'),
    'request-type-widened': minor('more values are accepted'),
    'request-type-changed': major('a value that was accepted is refused'),
    'request-null-allowed': minor('`null` is accepted too'),
    'request-null-refused': major('`null` was accepted and is refused'),
    'request-enum-member-added': minor('one more value is accepted'),
    'request-enum-member-removed': major('a value that was accepted is refused'),
    'request-enum-introduced': major('only some of the values are accepted'),
    'request-enum-dropped': minor('other values are accepted too'),
    'request-format-narrowed': major('a value that was accepted may be refused'),
    'request-format-widened': minor('more values are accepted'),
    'request-format-changed': major('a value that was accepted may be refused or mean something else'),
    'request-bounds-tightened': major('a value that was accepted may be refused'),
    'request-bounds-loosened': minor('more values are accepted'),
    'request-bounds-changed': major('a value that was accepted may be refused'),
    'request-default-added': minor('what leaving it out means is said now', 'Changed'),
    'request-default-changed': major('leaving it out means something else'),
    'request-default-removed': major('what leaving it out means is no longer said'),
    'request-additional-properties-narrowed': major('properties of other names that were accepted may be refused'),
    'request-additional-properties-widened': minor('properties of other names are accepted'),
    'request-union-member-added': minor('one more kind of value is accepted'),
    'request-union-member-removed': major('a kind of value that was accepted is refused'),
    'request-union-narrowed': major('a value must fit more strictly'),
    'request-union-widened': minor('a value must fit less strictly'),
    'request-discriminator-added': major('the property must name the kind'),
    'request-discriminator-changed': major('another property or value names the kind'),
    'request-discriminator-removed': minor('the property need not name the kind', 'Changed'),
    'request-read-only-added': major('the server ignores what was accepted'),
    'request-read-only-removed': minor('the server accepts what it ignored'),
    'request-write-only-added': minor('it is not read back', 'Changed'),
    'request-write-only-removed': minor('it is read back', 'Changed'),
    'request-keyword-added': major('values are restricted in a further way'),
    'request-keyword-changed': major('values are restricted in another way'),
    'request-keyword-removed': minor('values are restricted less'),
    'request-deprecated': minor('it still works, and editors strike it through', 'Deprecated'),
    'request-undeprecated': minor('editors no longer strike it through', 'Changed'),

    // Values that are received
    'response-property-added': minor('there is more to read'),
    'response-property-removed': major('what was read is gone'),
    'response-property-became-required': minor('it is always there', 'Changed'),
    'response-property-became-optional': major('what was always there may be missing'),
    'response-type-narrowed': minor('fewer values come', 'Changed'),
    'response-type-widened': major('values come that code may not handle'),
    'response-type-changed': major('values come that code may not handle'),
    'response-null-allowed': major('`null` may come where there was a value'),
    'response-null-refused': minor('`null` no longer comes', 'Changed'),
    'response-enum-member-added': major('an exhaustive `switch` over the values no longer is one'),
    'response-enum-member-removed': major('a `case` of the value no longer compiles'),
    'response-enum-introduced': minor('only some of the values come', 'Changed'),
    'response-enum-dropped': major('values come that code may not handle'),
    'response-format-narrowed': minor('values are more alike', 'Changed'),
    'response-format-widened': major('values come that code may not read'),
    'response-format-changed': major('values come that code may not read'),
    'response-bounds-tightened': minor('fewer values come', 'Changed'),
    'response-bounds-loosened': minor('longer or larger values may come, of the same type', 'Changed'),
    'response-bounds-changed': minor('other values may come, of the same type', 'Changed'),
    'response-default-added': minor('what absence means is said now', 'Changed'),
    'response-default-changed': minor('absence means something else; its type is the same', 'Changed'),
    'response-default-removed': minor('what absence means is no longer said; its type is the same', 'Changed'),
    'response-additional-properties-narrowed': major(
      'properties of other names are no longer there, or of another type',
    ),
    'response-additional-properties-widened': minor('properties of other names may come', 'Changed'),
    'response-union-member-added': major('a kind of value comes that code does not handle'),
    'response-union-member-removed': major('code that handles the kind no longer compiles or never runs'),
    'response-union-narrowed': minor('a value fits more strictly', 'Changed'),
    'response-union-widened': minor('a value may fit several kinds at once; its type is the same', 'Changed'),
    'response-discriminator-added': minor('the property names the kind', 'Changed'),
    'response-discriminator-changed': major('another property or value names the kind'),
    'response-discriminator-removed': major('the property no longer names the kind'),
    'response-read-only-added': minor('the property of a response may not be assigned to', 'Changed'),
    'response-read-only-removed': minor('the property of a response may be assigned to', 'Changed'),
    'response-write-only-added': major('what was read is gone'),
    'response-write-only-removed': minor('there is more to read'),
    'response-keyword-added': minor('values are restricted in a further way', 'Changed'),
    'response-keyword-changed': major('values are restricted in another way'),
    'response-keyword-removed': minor('values are restricted less; their type is the same', 'Changed'),
    'response-deprecated': minor('it is still there, and editors strike it through', 'Deprecated'),
    'response-undeprecated': minor('editors no longer strike it through', 'Changed'),

    // Names that the generated types export
    'export-added': minor('there is one more name to import'),
    'export-removed': major('the name can no longer be imported'),
    'export-moved': major('the name is that of something else, and what it named has another'),
    'client-option-added': minor('the client can be given one option more when it is created'),
    'client-option-removed': major('the client no longer takes the option'),
    'client-option-required': major('the client cannot be created without the option'),
    'client-option-became-optional': minor('the client can be created without the option', 'Changed'),
    'component-added': minor('there is one more type to import'),
    'component-removed': major('the type of that name can no longer be imported'),

    // What the compiler says where the structure says less
    'types-argument-refused': major('the compiler refuses what a caller could pass'),
    'types-response-unreadable': major('the compiler refuses what a caller could read'),
    'types-switch-broken': major('an exhaustive `switch` over the values no longer compiles'),
    'types-changed': minor('the compiler tells the types apart, though every caller still compiles', 'Changed'),

    // Words
    'prose-changed': patch('only what is said about it changed'),
    'tags-changed': patch('only the headings that it is filed under changed'),
    'info-changed': patch('only what is said about the contract changed'),
  };
}

/** Severity of a rule. */
export function severityOf(rule: RuleId): ChangeSeverity {
  return rules[rule].severity;
}

/** Heading of the changelog for a rule. */
export function groupOf(rule: RuleId): ChangeGroup {
  const { severity, group } = rules[rule];
  if (severity === 'major') return 'Breaking';
  return group ?? (severity === 'minor' ? 'Added' : 'Fixed');
}
