import { expect, test } from 'vitest';
import { proxyAddress, proxyEnvironment } from '../src/proxy.js';

test.each([
  [{}, { noProxy: '' }],
  [
    { http_proxy: 'http://a:1', HTTP_PROXY: 'http://b:2', https_proxy: '' },
    { httpProxy: 'http://a:1', noProxy: '' },
  ],
  [
    { HTTPS_PROXY: 'proxy.example:3128', NO_PROXY: '.example' },
    { httpsProxy: 'http://proxy.example:3128', noProxy: '.example' },
  ],
])('the environment %j names the proxies %j', (env, expected) => {
  expect(proxyEnvironment(env)).toEqual(expected);
});

test('an environment that may not be read names none', () => {
  const refuse = () => {
    throw new Error('not permitted');
  };
  expect(proxyEnvironment(new Proxy({}, { get: refuse }))).toEqual({ noProxy: '' });
});

test.each([
  ['proxy', 'proxy.example:3128'],
  ['proxy', 'socks5://user:secret@proxy.example'],
  ['HTTP_PROXY', 'http://user:secret@'],
])('%s: %s is refused without its address', (name, given) => {
  const refused = expect(() => proxyAddress(name, given));
  refused.toThrow(new TypeError(`${name} must be an http or https address, such as http://proxy.example:3128`));
});
