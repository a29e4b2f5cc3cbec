import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. It signs itself, so it is also what a client has to trust (`ca`). */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
}

/** A new self-signed certificate for `localhost` and 127.0.0.1, valid from yesterday until tomorrow. */
export async function selfSignedCertificate(): Promise<Certificate> {
  const day = 86_400_000;
  const made = await generate([{ name: 'commonName', value: 'influxkit tests' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - day),
    notAfterDate: new Date(Date.now() + day),
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { certificate: made.cert, privateKey: made.private };
}
