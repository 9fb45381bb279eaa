import type { z } from "zod";
import { ContainerImage, ScheduledJob, Secret } from "../docker";
import { memory, memoryIsEnough, networkAttachment, stopGrace } from "../docker/container-leaves-schema";
import { duration } from "../docker/duration-schema";
import { mountableVolume } from "../docker/handles-schema";
import { scheduleFires, scheduleProps } from "../docker/scheduled-job-schema";
import { handle } from "../internal/leaves";
import { consistent, contradiction, flag, instance, integer, leaf, line, list, struct, text } from "../internal/schema";
import { BackupNode } from "../topology";
import { Duration } from "../units/duration";
import type { IBackupSource } from "./backup-part";
import type { Backup } from "./backup";
import type { BackupProps } from "./backup-props";
import { BackupRepository } from "./backup-repository";
import { partId } from "./factories-schema";

const count = integer(1, 10_000).optional();

const retention = struct({ last: count, hourly: count, daily: count, weekly: count, monthly: count, yearly: count });

const image = instance("ContainerImage", () => ContainerImage, 'ContainerImage.bundled("backup")');

/** What every backup is told, whatever it saves. */
export const backupOptions = {
  ...scheduleProps,
  repository: instance(
    "BackupRepository",
    () => BackupRepository,
    'BackupRepository.volume(DataVolume.hostDirectory(host, "repository", "/mnt/backup", { owner: "0:0" }))',
  ),
  password: instance("Secret", () => Secret, 'Secret.fromVariable("backup_password")'),
  retention: retention.optional(),
  verifiedShare: leaf<number>(
    "a number from 0 to 100",
    (value) => typeof value === "number" && value >= 0 && value <= 100,
  ).optional(),
  backupName: partId.optional(),
  networks: list(networkAttachment).optional(),
  packages: list(text("the name of a Debian package", /^[a-z0-9][a-z0-9.+-]+(=[A-Za-z0-9.+:~-]+)?$/)).optional(),
  image: image.optional(),
  memory: memory.optional(),
  staging: mountableVolume.optional(),
  stopGrace: stopGrace.optional(),
};

/** What a backup saves. */
const backupSource = handle<IBackupSource>(
  "a server, a service, or what `Backup.of(…)` returns",
  ({ backupParts }) => typeof backupParts === "function",
);

export const backupSchema = consistent(
  struct({ ...backupOptions, sources: list(backupSource) }),
  memoryIsEnough,
  scheduleFires,
  somethingIsKept,
  passwordOutlivesHost,
  partsAreDifferent,
);

const backup = handle<Backup>(
  "a Backup",
  ({ backupNode, job }) => backupNode instanceof BackupNode && job instanceof ScheduledJob,
);

export const restoreSchema = consistent(
  struct({
    backup,
    snapshot: text("`latest`, or the id of a snapshot: 8 to 64 hexadecimal digits", /^(latest|[0-9a-f]{8,64})$/),
    request: line().optional(),
    from: partId.optional(),
    only: list(line()).optional(),
    overwrite: flag().optional(),
    scratch: mountableVolume.optional(),
    memory: memory.optional(),
  }),
  memoryIsEnough,
);

export const drillOptions = {
  ...scheduleProps,
  questions: list(
    struct({ part: line(), database: line(), sql: line(), answer: leaf<string>("text", isText) }),
  ).optional(),
  maxSnapshotAge: duration(Duration.minutes(1), Duration.hours(24 * 400), "Duration.hours(26)").optional(),
  scratch: mountableVolume.optional(),
  memory: memory.optional(),
};

export const drillSchema = consistent(
  struct({ ...drillOptions, backup }),
  memoryIsEnough,
  scheduleFires,
  questionsHaveParts,
);

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function somethingIsKept({ retention: kept }: Partial<BackupProps>, context: z.RefinementCtx): void {
  if (kept === undefined || Object.values(kept).some((value) => value !== undefined)) return;
  contradiction(context, {
    path: ["retention"],
    what: "keeps nothing",
    expected: "at least one of last, hourly, daily, weekly, monthly, yearly",
    fix: "say how many snapshots are kept, or leave `retention` out",
  });
}

/** A generated one is nowhere but on the host, whose loss is what a backup is for. */
function passwordOutlivesHost({ password }: Partial<BackupProps>, context: z.RefinementCtx): void {
  if (!(password instanceof Secret) || !password._isGenerated) return;
  contradiction(context, {
    path: ["password"],
    what: "is made on the host and would be lost with it, and the backup would be lost with the password",
    got: password.toString(),
    expected: "a password that is kept elsewhere too",
    fix: "use Secret.fromVariable, Secret.fromLocalFile or Secret.fromHostFile",
  });
}

function partsAreDifferent({ sources = [] }: Partial<BackupProps>, context: z.RefinementCtx): void {
  const parts = sources.flatMap((source) => source.backupParts());
  if (parts.length === 0) {
    contradiction(context, {
      path: ["sources"],
      what: "name nothing to save",
      got: "an empty list",
      expected: "at least one source",
      fix: "pass a server, a service, or what `Backup.of` makes of parts",
    });
  }
  const ids = parts.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    contradiction(context, {
      path: ["sources"],
      what: "hold two parts of one name, which a restore could not tell apart",
      got: twice,
      expected: "each name once",
      fix: "give the parts other ids, or save them in backups of their own",
    });
  }
  const majors = [...new Set(parts.flatMap(({ _server }) => _server?.serverNode.majorVersion ?? []))];
  if (majors.length > 1) {
    contradiction(context, {
      path: ["sources"],
      what: "are servers of several major versions, and the image has the client of one",
      got: majors.join(", "),
      expected: "one major version",
      fix: "create a backup for each server, with a repository of its own",
    });
  }
}

interface Drilled {
  readonly backup?: Backup;
  readonly questions?: { readonly part: string }[];
}

function questionsHaveParts({ backup: drilled, questions = [] }: Drilled, context: z.RefinementCtx): void {
  const known = drilled?._parts.map(({ id }) => id) ?? [];
  questions.forEach(({ part }, index) => {
    if (known.includes(part)) return;
    contradiction(context, {
      path: ["questions", index, "part"],
      what: "is nothing that the backup saves",
      got: part,
      expected: `one of ${known.join(", ")}`,
      fix: "name a part of the backup",
    });
  });
}
