import type { z } from "zod";
import { ABSOLUTE_PATH } from "../internal/names";
import { contradiction } from "../internal/schema";
import { show } from "../internal/words";
import { Duration } from "../units/duration";
import { memoryIsEnough, namedIn, networksAreDifferent } from "./container-leaves-schema";
import type { ContainerOptions } from "./container-options";
import type { ContainerServiceProps } from "./container-service";
import type { OneShotJobProps } from "./one-shot-job";
import type { MountedSecret } from "./volume-mount";

/*
 * What props of a container say that each is right for itself, and wrong together. The engine would find out in the
 * middle of a deploy.
 */

/** What is wrong for services and jobs. */
export const commonContradictions = [
  memoryIsEnough,
  pathsAreFree,
  attachmentsAreDifferent,
  variablesAreSetOnce,
  secretsCanBeRead,
  networkIsOne,
];

/** What is wrong for services alone. */
export const serviceContradictions = [
  startOfServiceIsKnown,
  portsCanBeReached,
  healthIsSeenInTime,
  uploadsArrive,
  systemdIsLeftAlone,
];

/** What is wrong for jobs alone. */
export const jobContradictions = [startOfJobIsKnown, startIsSaidOnce];

function startOfServiceIsKnown(props: Partial<ContainerServiceProps>, context: z.RefinementCtx): void {
  startIsKnown(props, undefined, context);
}

function startOfJobIsKnown(props: Partial<OneShotJobProps>, context: z.RefinementCtx): void {
  startIsKnown(props, props.script, context);
}

function startIsSaidOnce({ script, entrypoint, command }: Partial<OneShotJobProps>, context: z.RefinementCtx): void {
  if (script === undefined || (entrypoint ?? command) === undefined) return;
  contradiction(context, {
    path: ["script"],
    what: "says what to run, and so does `entrypoint` or `command`",
    expected: "one of them",
    fix: "leave `entrypoint` and `command` out, or `script`",
  });
}

function pathsAreFree(
  { volumes = [], temporaryDirectories = [] }: Partial<ContainerOptions>,
  context: z.RefinementCtx,
) {
  const taken = new Set<string>();
  const places = [
    ...volumes.map(({ path }, index) => ({ path, at: ["volumes", index] })),
    ...temporaryDirectories.map(({ path }, index) => ({ path, at: ["temporaryDirectories", index] })),
  ];
  for (const { path, at } of places) {
    if (!isPath(path)) {
      contradiction(context, {
        path: at,
        what: "is mounted at what is no path",
        got: show(path),
        expected: "an absolute path without `.`, `..` and trailing slash",
        fix: "correct the argument of `mountAt`",
      });
    } else if (taken.has(path)) {
      contradiction(context, {
        path: at,
        what: "is mounted where another one is",
        got: path,
        expected: "each path once",
        fix: "mount one of them elsewhere",
      });
    }
    taken.add(path);
  }
}

function isPath(path: unknown): boolean {
  return typeof path === "string" && ABSOLUTE_PATH.test(path);
}

function attachmentsAreDifferent({ networks = [] }: Partial<ContainerOptions>, context: z.RefinementCtx): void {
  const named = namedIn(
    "networks",
    networks.map(({ network }) => network),
  );
  networksAreDifferent(named, context);
}

function variablesAreSetOnce(
  { environment = {}, environmentFromFiles = {} }: Partial<ContainerOptions>,
  context: z.RefinementCtx,
): void {
  for (const name of Object.keys(environmentFromFiles).filter((key) => Object.hasOwn(environment, key))) {
    contradiction(context, {
      path: ["environmentFromFiles", name],
      what: "is also in `environment`",
      expected: "each variable once",
      fix: "remove it from one of them",
    });
  }
}

/** Only where the user is known: what the image itself says is not known here. */
function secretsCanBeRead(
  { user, volumes = [], capabilities = [] }: Partial<ContainerOptions>,
  context: z.RefinementCtx,
): void {
  if (user === undefined || capabilities.some((capability) => READS_ALL.has(capability))) return;
  volumes.forEach(({ secrets = [] }, index) => {
    const hidden = secrets.find((secret) => !canRead(user, secret));
    if (!hidden) return;
    contradiction(context, {
      path: ["volumes", index],
      what: `holds ${hidden.target}, which the user of the container cannot read`,
      got: `user ${user}, file of ${hidden.owner} with mode ${hidden.mode}`,
      expected: "a file that the user can read",
      fix: `pass \`owner: "${user}"\` to the ConfigVolume, or another \`user\``,
    });
  });
}

/** Capabilities with which permissions do not matter. */
const READS_ALL = new Set(["CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH"]);

function canRead(user: string, { owner, mode }: MountedSecret): boolean {
  const [uid, gid] = user.split(":");
  const [ownerUid, ownerGid] = owner.split(":");
  const [forOwner, forGroup, forOthers] = mode.slice(1);
  const digit = uid === ownerUid ? forOwner : gid === ownerGid ? forGroup : forOthers;
  return (Number(digit) & 4) !== 0;
}

function startIsKnown(props: Partial<ContainerOptions>, script: string | undefined, context: z.RefinementCtx): void {
  const { entrypoint, command, environmentFromFiles } = props;
  if (!environmentFromFiles || script !== undefined || entrypoint?.length || command?.length) return;
  contradiction(context, {
    path: ["environmentFromFiles"],
    what: "needs to know what to start when the variables are exported",
    got: "neither `entrypoint` nor `command`",
    expected: "the start of the image written out, as `docker image inspect` shows it",
    fix: "pass `entrypoint`, or `command` where the image has no entry point",
  });
}

/** The engine refuses the first, and ignores the second without a word. */
function networkIsOne(
  { hostNetwork, networks = [], publish = [] }: Partial<ContainerServiceProps>,
  context: z.RefinementCtx,
): void {
  const beside = [...(networks.length > 0 ? ["`networks`"] : []), ...(publish.length > 0 ? ["`publish`"] : [])];
  if (!hostNetwork || beside.length === 0) return;
  contradiction(context, {
    path: ["hostNetwork"],
    what: "leaves no room for other networks and published ports",
    got: `${beside.join(" and ")} beside it`,
    expected: "the network of the host alone, or networks and published ports",
    fix: "leave `hostNetwork` out, or what is beside it",
  });
}

/** The engine writes them through the root of the file system. */
function uploadsArrive(
  { uploads = [], writableRoot, systemd, temporaryDirectories = [] }: Partial<ContainerServiceProps>,
  context: z.RefinementCtx,
): void {
  if (uploads.length > 0 && !writableRoot && !systemd) {
    contradiction(context, {
      path: ["uploads"],
      what: "cannot be written into a file system that is read-only",
      expected: "`writableRoot: true`, or a ConfigVolume",
      fix: "pass the files in a ConfigVolume, or `writableRoot: true`",
    });
  }
  const hidden = [...temporaryDirectories.map(({ path }) => path), ...(systemd ? ["/run", "/tmp"] : [])];
  const seen = new Set<string>();
  uploads.forEach(({ path }, index) => {
    const over = hidden.find((directory) => path.startsWith(`${directory}/`));
    if (over !== undefined || seen.has(path)) {
      contradiction(context, {
        path: ["uploads", index],
        what: over === undefined ? "is uploaded twice" : `would be hidden by the directory in memory at ${over}`,
        got: path,
        expected: over === undefined ? "each path once" : "a path elsewhere",
        fix: over === undefined ? "remove one of them" : "put it elsewhere",
      });
    }
    seen.add(path);
  });
}

function systemdIsLeftAlone({ systemd, user, init }: Partial<ContainerServiceProps>, context: z.RefinementCtx): void {
  if (!systemd) return;
  if (user !== undefined) {
    contradiction(context, {
      path: ["user"],
      what: "cannot be chosen where systemd is the first process",
      got: user,
      expected: "root, from which systemd gives each service its own user",
      fix: "leave `user` out",
    });
  }
  if (init) {
    contradiction(context, {
      path: ["init"],
      what: "would take the place of systemd, which must be the first process",
      expected: "systemd as the first process",
      fix: "leave `init` out",
    });
  }
}

function portsCanBeReached(
  { publish = [], networks = [], hostNetwork }: Partial<ContainerServiceProps>,
  context: z.RefinementCtx,
): void {
  if (publish.length > 0 && networks.length === 0 && !hostNetwork) {
    contradiction(context, {
      path: ["publish"],
      what: "needs a network, over which the host passes the port on",
      got: "no `networks`",
      expected: "at least one network",
      fix: "pass `networks`, or leave `publish` out",
    });
  }
  const published = new Set<string>();
  publish.forEach(({ containerPort, protocol = "tcp" }, index) => {
    const port = `${containerPort}/${protocol}`;
    if (published.has(port)) {
      contradiction(context, {
        path: ["publish", index],
        what: "publishes a port again: the engine reports the two in another order, so every plan would replace it",
        got: port,
        expected: "each port of the container once",
        fix: "publish it once, on `0.0.0.0` if need be",
      });
    }
    published.add(port);
  });
}

/** A deploy waits for one good probe at least. */
export function healthIsSeenInTime(
  { healthCheck, startTimeout = Duration.minutes(2) }: Partial<ContainerServiceProps>,
  context: z.RefinementCtx,
): void {
  if (healthCheck && healthCheck.interval.toMilliseconds() >= startTimeout.toMilliseconds()) {
    contradiction(context, {
      path: ["startTimeout"],
      what: "ends before the first probe of the health check",
      got: startTimeout.toString(),
      expected: `more than the interval of ${healthCheck.interval.toString()}`,
      fix: "raise `startTimeout`, or shorten the `interval` of the health check",
    });
  }
}
