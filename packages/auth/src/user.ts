import { flawOf } from './characters.js';
import { type Credential, type CredentialSource, credentialSource, type ProviderOptions } from './credential.js';

/** Who signs in. */
export interface UserCredentials {
  readonly username: string;
  readonly password: Credential;
}

/**
 * Where the password comes from.
 *
 * @throws TypeError for a user name that is empty, has a colon, which would end it early, or a control character; and for
 *   a password with a control character
 */
export function passwordOf({ username, password }: UserCredentials, options: ProviderOptions): CredentialSource {
  const flaw = flawOf('username', username, false);
  if (flaw !== undefined) throw new TypeError(flaw);
  if (username.includes(':')) throw new TypeError('the username must have no colon');
  return credentialSource(password, 'password', false, options);
}
