import { Secret } from "../docker";
import { mountableVolume } from "../docker/handles-schema";
import { portNumber } from "../internal/leaves";
import { ENVIRONMENT_NAME, HOST_NAME } from "../internal/names";
import { dictionary, instance, list, secretLeaf, struct, text } from "../internal/schema";

const secret = instance("Secret", () => Secret, 'Secret.fromVariable("backup_password")');

const inVolume = text("a path from the root of the volume, without `..`", /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\0\r\n]+$/);

/** A name of a part: a directory in the container and in the repository. */
export const partId = text("a name of lower-case letters, digits, `_`, `.` and `-`", /^[a-z0-9][a-z0-9_.-]{0,62}$/);

export const partSchema = struct({
  id: partId,
  volume: mountableVolume,
  sqlite: list(inVolume).optional(),
  exclude: list(inVolume).optional(),
});

export const volumeRepositorySchema = struct({ volume: mountableVolume });

const pathOnServer = text("a path such as backups/calendars", /^[A-Za-z0-9_.@/+-]+$/);

export const sftpSchema = struct({
  host: text("the host name of the server", HOST_NAME),
  user: text("the name of a user", /^[a-z_][a-z0-9_.-]*$/),
  path: pathOnServer,
  port: portNumber.optional(),
  privateKey: secret,
  knownHosts: text("lines as `ssh-keyscan` prints them", /^(?!-----BEGIN)\S+ \S+ \S+/m),
});

export const s3Schema = struct({
  endpoint: text("the URL of the service, such as https://s3.example.org", /^https?:\/\/[^\s/]+$/),
  bucket: text("the name of a bucket", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  path: pathOnServer.optional(),
  region: text("a region such as eu-central-1", /^[a-z0-9-]+$/).optional(),
  accessKey: secret,
  secretKey: secret,
});

export const resticSchema = struct({
  location: secretLeaf<string>(
    "a location as restic takes it, such as rest:https://backup.example.org/, without a password; one with a password goes into a Secret, for `BackupRepository.resticSecret`",
    (value) =>
      value instanceof Secret ||
      (typeof value === "string" && /^[a-z0-9]+:\S+$/.test(value) && !/\/\/[^/]*:[^/]*@/.test(value)),
  ),
  environment: dictionary(text("the name of an environment variable", ENVIRONMENT_NAME), secret).optional(),
});
