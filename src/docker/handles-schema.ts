import { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { Construct } from "constructs";
import type { z } from "zod";
import { handle } from "../internal/leaves";
import { leaf } from "../internal/schema";
import { DatabaseNode, MailRelayNode, NetworkNode, VolumeNode } from "../topology";
import type { IServiceNetwork } from "./network";
import { Secret } from "./secret";
import type { IStartsBefore } from "./starts-before";
import type { IMountableVolume, VolumeMount } from "./volume-mount";

/*
 * What one construct gets of another. Users may bring classes of their own, so what counts is what an object has; a node
 * of the topology in it is made by the library alone.
 */

/** A network of an engine, made by the program or by others. */
export const serviceNetwork = handle<IServiceNetwork>(
  "a ServiceNetwork, or what ServiceNetwork.fromExisting returns",
  ({ networkNode, networkName }) => networkNode instanceof NetworkNode && typeof networkName === "string",
);

/** A place for data. */
export const mountableVolume = handle<IMountableVolume>(
  "a DataVolume, or what DataVolume.fromExisting or .hostDirectory returns",
  ({ volumeNode, mountAt }) => volumeNode instanceof VolumeNode && typeof mountAt === "function",
);

/** A volume at a path of a container. Its path is looked at apart, because a user has given it to `mountAt`. */
export const volumeMount = handle<VolumeMount>(
  "what `mountAt` of a volume returns",
  ({ volume, source, dependsOn }) =>
    volume instanceof VolumeNode && typeof source === "string" && Array.isArray(dependsOn),
);

/** What is up, or done, before something else starts. */
export const startsBefore = handle<IStartsBefore>("a service or a job", ({ container }) =>
  TerraformResource.isTerraformResource(container),
);

/** A database with its owner. Its type is the caller's: the services stand above this floor. */
export function postgresDatabase<T extends { readonly databaseNode: DatabaseNode }>(): z.ZodType<T> {
  return handle<T & Record<"ownerPassword" | "network" | "ready" | "requireSchema", unknown>>(
    "what `postgres.addDatabase(…)` returns",
    ({ databaseNode, ownerPassword, network, ready, requireSchema }) =>
      databaseNode instanceof DatabaseNode &&
      ownerPassword instanceof Secret &&
      serviceNetwork.safeParse(network).success &&
      startsBefore.safeParse(ready).success &&
      typeof requireSchema === "function",
  );
}

/** A relay for mail. Its type is the caller's: the services stand above this floor. */
export function mailRelay<T extends { readonly relayNode: MailRelayNode }>(): z.ZodType<T> {
  return handle<T & Record<"allow", unknown>>(
    "a PostfixRelay, or what PostfixRelay.fromExisting returns",
    ({ relayNode, allow }) => relayNode instanceof MailRelayNode && typeof allow === "function",
  );
}

/** Any construct. */
export const anyConstruct = leaf<IConstruct>("a construct", (value) => Construct.isConstruct(value));
