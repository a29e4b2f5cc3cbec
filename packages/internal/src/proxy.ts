// Which proxy stands between a program on Node and a server. That an address is wrong is said without it: it may hold a
// password.

/** The address of a proxy, and the variables of the environment that name one may leave out its scheme: `proxy.example:3128`. */
export function proxyAddress(name: string, given: string): string {
  const address = name !== 'proxy' && !given.includes('://') ? `http://${given}` : given;
  if (!/^https?:/.test(address) || !URL.canParse(address))
    throw new TypeError(`${name} must be an http or https address, such as http://proxy.example:3128`);
  return address;
}

/** What the environment says of proxies. */
export interface ProxyEnvironment {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  /** Hosts that need none, as `NO_PROXY` lists them. */
  readonly noProxy: string;
}

/**
 * Reads `http_proxy`, `https_proxy` and `no_proxy`, and the same names in capitals where those are not set.
 *
 * @throws TypeError for what is not the address of a proxy
 */
export function proxyEnvironment(env: Readonly<Record<string, string | undefined>>): ProxyEnvironment {
  const read = (name: string): string => {
    try {
      return env[name] || env[name.toUpperCase()] || '';
    } catch {
      // Deno, to a process that may not read its environment.
      return '';
    }
  };
  const [http, https] = [read('http_proxy'), read('https_proxy')];
  return {
    ...(http !== '' && { httpProxy: proxyAddress('HTTP_PROXY', http) }),
    ...(https !== '' && { httpsProxy: proxyAddress('HTTPS_PROXY', https) }),
    noProxy: read('no_proxy'),
  };
}
