import { codeOf, type UrlVariable } from './errors.ts';

/**
 * `url` as the driver is to read it, so that `sslmode` and `sslrootcert` mean what PostgreSQL's manual says (libpq-ssl): left to itself pg 8
 * takes every mode for verify-full, with a warning that pg 9 will not.
 */
export function driverUrl(url: string): string {
  if (!/[?&]ssl(mode|rootcert)=/.test(url) || !URL.canParse(url)) return url;
  const address = new URL(url);
  const { searchParams } = address;
  if (searchParams.get('sslrootcert') === 'system') {
    // The authorities that Node knows, which are asked where no file is named.
    searchParams.delete('sslrootcert');
    searchParams.set('sslmode', 'verify-full');
  }
  searchParams.set('uselibpqcompat', 'true');
  return address.href;
}

/** Whether connections to `url` are encrypted without anybody looking whose server it is. */
export function trustsAnyServer(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { searchParams } = new URL(url);
  const unchecked = searchParams.get('sslmode') === 'require' && !searchParams.has('sslrootcert');
  return unchecked || searchParams.get('ssl') === 'no-verify';
}

// OpenSSL's names (X509_V_ERR_…), as Node gives them, and Node's own.
const UNTRUSTED =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|CRL_|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;

/** Whether a connection was given up since the server's certificate is not to be trusted. */
export function isUntrusted(error: unknown): boolean {
  return UNTRUSTED.test(codeOf(error));
}

/** What to do about a certificate that is not trusted, by how it failed. */
export function adviceOnTrust(error: unknown, variable: UrlVariable): string {
  const code = codeOf(error);
  if (/ALTNAME|HOSTNAME/.test(code))
    return `Name the host in ${variable} as the certificate does, or let the authority alone count: sslmode=verify-ca with sslrootcert.`;
  if (/EXPIRED|NOT_YET_VALID/.test(code)) return "Renew it, or set this machine's clock.";
  return `Name the authority that signed it in ${variable}: sslrootcert=<a PEM file with its certificate>.`;
}
