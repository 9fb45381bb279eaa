import { Secret } from "../docker";
import { postgresDatabase, serviceNetwork } from "../docker/handles-schema";
import { portNumber } from "../internal/leaves";
import { HOST_NAME } from "../internal/names";
import { instance, oneOf, struct, text, tokenOr } from "../internal/schema";
import type { IPostgresDatabase } from "../postgres";
import { BaikalImageProfile } from "./image-profile";

/*
 * What the factories of `BaikalImage` and `BaikalDatabase` take.
 */

const version = text("a release such as 0.12.1", /^\d+\.\d+\.\d+$/);
const sha256 = text("64 hexadecimal digits", /^[0-9a-fA-F]{64}$/);

const secret = instance("Secret", () => Secret, 'Secret.fromHostFile("/etc/letsencrypt/live/…")');

export const certificateSchema = struct({ certificate: secret, privateKey: secret });

export const releaseSchema = struct({ version, sha256 });

export const archiveSchema = struct({ version: version.optional(), sha256: sha256.optional() });

export const registrySchema = struct({
  profile: oneOf(Object.values(BaikalImageProfile)),
  version: version.optional(),
});

export const postgresSchema = struct({
  database: postgresDatabase<IPostgresDatabase>(),
});

// They become part of a text in which nothing can be quoted.
const word = text("text without blanks and semicolons", /^[^\s;]+$/);

export const mysqlSchema = struct({
  host: tokenOr(text("a host name such as mariadb", HOST_NAME)),
  port: portNumber.optional(),
  name: word,
  user: word,
  password: instance("Secret", () => Secret, 'Secret.fromVariable("mysql_password")'),
  network: serviceNetwork,
  authorities: text(
    "certificates in PEM form",
    /^\s*-----BEGIN CERTIFICATE-----\s[\s\S]*-----END CERTIFICATE-----\s*$/,
  ).optional(),
});
