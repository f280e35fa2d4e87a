// The next package builds on it and leaves it to its users to load.
import "reflect-metadata";
import type { webcrypto } from "node:crypto";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import * as x509 from "@peculiar/x509";
import { onTestFinished } from "vitest";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const dayMs = 24 * 60 * 60_000;

export interface ServerCertificate {
  key: string;
  cert: string;
}

interface Validity {
  /** In days from now. */
  fromDays?: number;
  untilDays?: number;
}

/** A company's own authority, which nobody knows until it is told. */
export class CertificateAuthority {
  readonly #keys: webcrypto.CryptoKeyPair;
  readonly #certificate: x509.X509Certificate;

  private constructor(keys: webcrypto.CryptoKeyPair, certificate: x509.X509Certificate) {
    this.#keys = keys;
    this.#certificate = certificate;
  }

  static async make(): Promise<CertificateAuthority> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: "CN=The company's authority",
      keys,
      notBefore: new Date(Date.now() - dayMs),
      notAfter: new Date(Date.now() + dayMs),
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    });
    return new CertificateAuthority(keys, certificate);
  }

  /** What NODE_EXTRA_CA_CERTS names. */
  get pem(): string {
    return this.#certificate.toString("pem");
  }

  /** This process knows the authority until the test has finished, as with NODE_EXTRA_CA_CERTS. */
  trust(): void {
    const before = getCACertificates("default");
    setDefaultCACertificates([...before, this.pem]);
    onTestFinished(() => setDefaultCACertificates(before));
  }

  /** A certificate for a server of this name (or address). */
  async issue(name: string, { fromDays = -1, untilDays = 1 }: Validity = {}): Promise<ServerCertificate> {
    const keys = await newKeys();
    const type = /^[\d.]+$/.test(name) ? "ip" : "dns";
    const certificate = await x509.X509CertificateGenerator.create({
      subject: "CN=A server",
      issuer: this.#certificate.subject,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      notBefore: new Date(Date.now() + fromDays * dayMs),
      notAfter: new Date(Date.now() + untilDays * dayMs),
      signingAlgorithm: algorithm,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type, value: name }])],
    });
    const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
    return { key: x509.PemConverter.encode(key, "PRIVATE KEY"), cert: certificate.toString("pem") };
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
}
