import { requestPath } from '@influxkit/internal/url-path';

/** What a fake server responds to one method and path. */
export interface FakeRoute {
  /** Such as `GET`. */
  readonly method: string;
  /** A path of OpenAPI, such as `/shop/items/{id}`. */
  readonly path: string;
  /** @param params values of the path's parameters, decoded */
  respond(request: Request, params: Record<string, string>): Response | Promise<Response>;
}

/** A part of a path that is not percent-encoded as it should be stays as it is. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** A template of OpenAPI as a pattern, and the names of its parameters in order. */
function compile(template: string): { readonly pattern: RegExp; readonly names: readonly string[] } {
  const names: string[] = [];
  const pattern = template
    .split(/(\{[^{}]+\})/)
    .map((part) => {
      if (!/^\{.+\}$/.test(part)) return requestPath(part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(part.slice(1, -1));
      return '([^/]+)';
    })
    .join('');
  return { pattern: new RegExp(`^${pattern}$`), names };
}

/** Finds the parameters of a path; undefined where the template is another's. */
export type PathMatcher = (path: string) => Record<string, string> | undefined;

/** Takes paths as a template of OpenAPI says. */
export function pathMatcher(template: string): PathMatcher {
  const { pattern, names } = compile(template);
  return (path) => {
    const values = pattern.exec(path)?.slice(1);
    return values && Object.fromEntries(names.map((name, index) => [name, decoded(values[index] ?? '')]));
  };
}

export interface FoundRoute {
  readonly route: FakeRoute;
  readonly params: Record<string, string>;
}

/** Finds the route of a request: one whose path has fewer parameters before one that has more, as OpenAPI has it. */
export function routeFinder(routes: readonly FakeRoute[]): (method: string, path: string) => FoundRoute | undefined {
  const compiled = routes
    .map((route) => ({ route, match: pathMatcher(route.path), parameters: route.path.split('{').length }))
    .sort((one, other) => one.parameters - other.parameters);
  return (method, path) => {
    for (const { route, match } of compiled) {
      const params = route.method.toUpperCase() === method ? match(path) : undefined;
      if (params !== undefined) return { route, params };
    }
    return undefined;
  };
}
