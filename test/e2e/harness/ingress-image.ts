import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Programs that no registry need be asked for: paths of their binaries for Linux. */
const NEEDED = { traefik: "TRAEFIK_BINARY", pebble: "PEBBLE_BINARY" } as const;

/** What is missing for the tests of the ingress, in words; nothing where all is there. */
export function missingForIngress(): string | undefined {
  const unset = Object.values(NEEDED).filter((name) => !process.env[name]);
  return unset.length === 0 ? undefined : `${unset.join(" and ")} name no program`;
}

/** The release of the Traefik that is tried. */
export function traefikVersion(): string {
  const { stdout } = spawnSync(process.env[NEEDED.traefik] ?? "", ["version"], { encoding: "utf8" });
  return /Version:\s+v?(\S+)/.exec(stdout)?.[1] ?? "";
}

/**
 * One image with Traefik, an authority for tests, a backend and a client, as a build context. The latter two run on the
 * Node of this machine.
 *
 * @returns the certificate for which the authority and the backend have the key
 */
export function writeIngressImage(directory: string): string {
  mkdirSync(directory);
  for (const [program, name] of Object.entries(NEEDED)) {
    copyFileSync(process.env[name] ?? "", join(directory, program));
  }
  copyFileSync(process.execPath, join(directory, "node"));
  for (const script of ["backend.mjs", "client.mjs"]) {
    copyFileSync(resolve(__dirname, "../../fixtures/ingress", script), join(directory, script));
  }
  const pebble = {
    ...{ listenAddress: "0.0.0.0:14000", managementListenAddress: "0.0.0.0:15000" },
    ...{ certificate: "/app/certificate.pem", privateKey: "/app/key.pem", httpPort: 80, tlsPort: 443 },
  };
  writeFileSync(join(directory, "pebble.json"), JSON.stringify({ pebble }));
  const subject = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=authority"];
  const names = ["-addext", "subjectAltName=DNS:authority"];
  const made = spawnSync(
    "openssl",
    ["req", "-x509", ...subject, ...names, "-keyout", "key.pem", "-out", "certificate.pem"],
    { cwd: directory },
  );
  if (made.status !== 0) throw new Error(String(made.stderr));
  writeFileSync(
    join(directory, "Dockerfile"),
    `FROM debian:bookworm-slim
COPY traefik pebble node /usr/local/bin/
COPY backend.mjs client.mjs pebble.json key.pem certificate.pem /app/
RUN chmod 0755 /usr/local/bin/* && chmod 0644 /app/*
`,
  );
  return readFileSync(join(directory, "certificate.pem"), "utf8");
}
