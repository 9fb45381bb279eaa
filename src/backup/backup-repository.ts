import type { IMountableVolume, Secret } from "../docker";
import { ConfigFile, SecretForm } from "../docker";
import { validateOptions } from "../internal/schema";
import { resticSchema, s3Schema, sftpSchema, volumeRepositorySchema } from "./factories-schema";

/** A directory of another machine, reached by SFTP. */
export interface SftpRepositoryProps {
  /** The host name of the machine. */
  readonly host: string;

  /** The user there. */
  readonly user: string;

  /** The directory there. */
  readonly path: string;

  /**
   * The port of its SSH server.
   *
   * @default 22
   */
  readonly port?: number;

  /** The private key, as OpenSSH writes it, without a passphrase. */
  readonly privateKey: Secret;

  /** The public keys of the machine, as `ssh-keyscan <host>` prints them: any other machine is refused. */
  readonly knownHosts: string;
}

/** A bucket of a service that speaks the protocol of S3. */
export interface S3RepositoryProps {
  /** The URL of the service, such as `https://s3.example.org`. */
  readonly endpoint: string;

  /** The bucket. */
  readonly bucket: string;

  /**
   * The path in the bucket.
   *
   * @default - its root
   */
  readonly path?: string;

  /**
   * The region of the bucket.
   *
   * @default - the service does not ask
   */
  readonly region?: string;

  /** The access key. */
  readonly accessKey: Secret;

  /** The secret key. */
  readonly secretKey: Secret;
}

/** More about a repository of any kind. */
export interface ResticRepositoryOptions {
  /**
   * Variables that restic reads credentials from, by their names.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: Secret };
}

/** What is known of a repository. */
interface RepositoryShape {
  readonly location?: string;
  readonly locationFile?: string;
  readonly shown: string;
  readonly options?: readonly string[];
  readonly volume?: IMountableVolume;
  readonly files?: readonly ConfigFile[];
  /** Files with values of variables, by the names of these. */
  readonly environmentFiles?: Readonly<Record<string, string>>;
}

const MOUNTED = "/repository";
const SECRETS = "/cdktf-groupware/backup";

/** Where a backup is kept: encrypted, deduplicated and compressed by restic. */
export class BackupRepository {
  /**
   * A volume, or a directory of the host: best one on a disk of its own.
   *
   * @param volume - a DataVolume, or what `DataVolume.hostDirectory(…, { owner: "0:0" })` returns
   * @throws an error when it is neither
   */
  public static volume(volume: IMountableVolume): BackupRepository {
    validateOptions("BackupRepository.volume", volumeRepositorySchema, { volume });
    return new BackupRepository({ location: MOUNTED, shown: volume.volumeNode.name, volume });
  }

  /**
   * A directory of another machine, reached by SFTP.
   *
   * @param props - where it is, and how it is reached
   * @throws an error that lists all props that do not fit
   */
  public static sftp(props: SftpRepositoryProps): BackupRepository {
    validateOptions("BackupRepository.sftp", sftpSchema, props);
    const { host, user, path, port = 22, privateKey, knownHosts } = props;
    const ssh = [
      ...["ssh", "-p", String(port), "-i", `${SECRETS}/ssh-key`, "-o", `UserKnownHostsFile=${SECRETS}/known-hosts`],
      ...[
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "BatchMode=yes",
        "-o",
        "ServerAliveInterval=60",
        "-o",
        "ConnectTimeout=30",
      ],
      ...[`${user}@${host}`, "-s", "sftp"],
    ];
    return new BackupRepository({
      location: `sftp:${user}@${host}:${path}`,
      shown: `sftp:${user}@${host}:${path}`,
      options: [`sftp.command=${ssh.join(" ")}`],
      files: [
        ConfigFile.fromSecret("ssh-key", privateKey, {
          form: SecretForm.ANY,
          purpose: "private key for the repository",
        }),
        ConfigFile.fromText("known-hosts", knownHosts.endsWith("\n") ? knownHosts : `${knownHosts}\n`),
      ],
    });
  }

  /**
   * A bucket of a service that speaks the protocol of S3.
   *
   * @param props - where it is, and how it is reached
   * @throws an error that lists all props that do not fit
   */
  public static s3(props: S3RepositoryProps): BackupRepository {
    validateOptions("BackupRepository.s3", s3Schema, props);
    const { endpoint, bucket, path, region, accessKey, secretKey } = props;
    const location = `s3:${[endpoint, bucket, path].filter(Boolean).join("/")}`;
    return new BackupRepository({
      location,
      shown: location,
      options: region === undefined ? [] : [`s3.region=${region}`],
      ...credentials({ AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey }),
    });
  }

  /**
   * Any place that restic knows.
   *
   * @param location - as restic takes it, such as `rest:https://backup.example.org/`
   * @param options - its credentials
   * @throws an error when the location holds a password: pass such a one to `resticSecret`
   */
  public static restic(location: string, options: ResticRepositoryOptions = {}): BackupRepository {
    validateOptions("BackupRepository.restic", resticSchema, { ...options, location });
    return new BackupRepository({ location, shown: location, ...credentials(options.environment) });
  }

  /**
   * Any place that restic knows, where the location itself holds a password.
   *
   * @param location - the location, as a secret
   * @param options - further credentials
   * @throws an error that lists all that does not fit
   */
  public static resticSecret(location: Secret, options: ResticRepositoryOptions = {}): BackupRepository {
    validateOptions("BackupRepository.resticSecret", resticSchema, { ...options, location });
    const more = credentials(options.environment);
    return new BackupRepository({
      ...more,
      locationFile: `${SECRETS}/location`,
      shown: String(location),
      files: [ConfigFile.fromSecret("location", location, { purpose: "location of the repository" }), ...more.files],
    });
  }

  private constructor(private readonly shape: RepositoryShape) {}

  /** Where it is, in words, without credentials. */
  public toString(): string {
    return this.shape.shown;
  }

  /**
   * The volume with it; nothing where it is on another machine.
   *
   * @internal
   */
  public get _volume(): IMountableVolume | undefined {
    return this.shape.volume;
  }

  /**
   * Where it is mounted, if it is.
   *
   * @internal
   */
  public static get _mountPath(): string {
    return MOUNTED;
  }

  /**
   * Where its secrets are mounted.
   *
   * @internal
   */
  public static get _secretsPath(): string {
    return SECRETS;
  }

  /**
   * Files that are needed to reach it.
   *
   * @internal
   */
  public get _files(): readonly ConfigFile[] {
    return this.shape.files ?? [];
  }

  /**
   * What the programs in the image are told of it.
   *
   * @internal
   */
  public _plan(prop: string): object {
    const { location, locationFile, shown, options = [], environmentFiles = {} } = this.shape;
    const passwordFile = `${SECRETS}/password`;
    return { prop, location, locationFile, shown, options, environmentFiles, passwordFile };
  }
}

function credentials(environment: { [name: string]: Secret } = {}) {
  const names = Object.keys(environment).sort();
  return {
    files: names.map((name) =>
      ConfigFile.fromSecret(`environment/${name}`, environment[name], { purpose: `${name} for the repository` }),
    ),
    environmentFiles: Object.fromEntries(names.map((name) => [name, `${SECRETS}/environment/${name}`])),
  };
}
