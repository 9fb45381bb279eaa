import type { IServiceNetwork } from "../docker";
import { Secret } from "../docker";
import { handle, serviceNetwork } from "../internal/leaves";
import { HOST_NAME } from "../internal/names";
import { instance, integer, oneOf, struct, text, tokenOr } from "../internal/schema";
import { BaikalImageProfile } from "./image-profile";

/*
 * What the factories of `BaikalImage` and `BaikalDatabase` take.
 */

const version = text("a release such as 0.12.1", /^\d+\.\d+\.\d+$/);
const sha256 = text("64 hexadecimal digits", /^[0-9a-fA-F]{64}$/);

export const releaseSchema = struct({ version, sha256 });

export const archiveSchema = struct({ version: version.optional(), sha256: sha256.optional() });

export const registrySchema = struct({
  profile: oneOf(Object.values(BaikalImageProfile)),
  version: version.optional(),
});

export const postgresSchema = struct({
  database: handle("what `postgres.addDatabase(…)` returns", "databaseNode"),
});

// They become part of a text in which nothing can be quoted.
const word = text("text without blanks and semicolons", /^[^\s;]+$/);

export const mysqlSchema = struct({
  host: tokenOr(text("a host name such as mariadb", HOST_NAME)),
  port: integer(1, 65_535).optional(),
  name: word,
  user: word,
  password: instance("Secret", () => Secret, 'Secret.fromVariable("mysql_password")'),
  network: serviceNetwork<IServiceNetwork>(),
  authorities: text(
    "certificates in PEM form",
    /^\s*-----BEGIN CERTIFICATE-----\s[\s\S]*-----END CERTIFICATE-----\s*$/,
  ).optional(),
});
