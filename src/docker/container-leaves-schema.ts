import type { z } from "zod";
import { ipAddress, ipv4Address } from "../internal/leaves";
import { ABSOLUTE_PATH, ENVIRONMENT_NAME, HOST_NAME } from "../internal/names";
import { contradiction, leaf, list, struct, text, tokenOr } from "../internal/schema";
import { NetworkNode } from "../topology";
import { Duration } from "../units/duration";
import { Size } from "../units/size";
import { duration } from "./duration-schema";
import { serviceNetwork } from "./handles-schema";
import type { IServiceNetwork } from "./network";
import { Secret } from "./secret";
import { size } from "./size-schema";

/*
 * What services pass on to their containers. They look at it themselves, with the same eyes as the container: so that one
 * error lists all problems of a service, under the names that its props have.
 */

/** How a container stands on a network. */
export const networkAttachment = struct({
  network: serviceNetwork,
  aliases: list(tokenOr(text("a host name such as calendars-backend", HOST_NAME))).optional(),
  ipv4Address: tokenOr(ipv4Address("172.29.0.30")).optional(),
});

/** A path in a container. */
export const absolutePath = text("an absolute path without `.`, `..` and trailing slash", ABSOLUTE_PATH);

/** A name server that a container asks. */
export const nameServer = ipAddress("an IP address of a name server, such as 9.9.9.9");

/** A name of an environment variable. */
export const variableName = text("a name that a shell can export", ENVIRONMENT_NAME);

/**
 * A value of an environment variable.
 *
 * @param elsewhere - where a secret belongs
 */
export function environmentValue(elsewhere: string): z.ZodType<string> {
  return leaf<string>(
    (value) => (value instanceof Secret ? `text; a secret belongs into ${elsewhere}` : "text"),
    (value) => typeof value === "string" && !value.includes("\0"),
  );
}

/** How long a deploy waits: the provider gives up after 20 minutes. */
export const startTimeout = duration(Duration.seconds(1), Duration.minutes(20), "Duration.minutes(2)");

/** How long a container may take to stop. Without any, the provider kills at once, and cannot tell the engine otherwise. */
export const stopGrace = duration(Duration.seconds(1), Duration.hours(1), "Duration.seconds(30)");

/** The memory of a container. The engine refuses less than 6 MiB, which `memoryIsEnough` says. */
export const memory = size("Size.mebibytes(256)");

/** The size of `/dev/shm`, which the provider takes in whole mebibytes; none stands for the engine's own. */
export const sharedMemory = size("Size.mebibytes(256)", Size.mebibytes(1));

/** The engine starts no container with less memory. */
export function memoryIsEnough({ memory: given }: { readonly memory?: Size }, context: z.RefinementCtx): void {
  if (given instanceof Size && given.toMebibytes() < 6) {
    contradiction(context, {
      path: ["memory"],
      what: "is less than the engine accepts",
      got: given.toString(),
      expected: "at least 6 MiB",
      fix: "give `memory` more",
    });
  }
}

/** A network, and where the props name it. */
export interface NamedNetwork {
  readonly network: IServiceNetwork;
  readonly path: (string | number)[];
}

/** The engine joins each network once. */
export function networksAreDifferent(named: readonly NamedNetwork[], context: z.RefinementCtx): void {
  const joined = new Set<NetworkNode>();
  for (const { network, path } of named) {
    // What is no network has an error of its own.
    if (!(network.networkNode instanceof NetworkNode)) continue;
    if (joined.has(network.networkNode)) {
      contradiction(context, {
        path,
        what: "is joined twice",
        got: network.networkName,
        expected: "each network once",
        fix: "name it once, with all that is said of it",
      });
    }
    joined.add(network.networkNode);
  }
}

/** Networks of a list, with their places in it. */
export function namedIn(prop: string, networks: readonly IServiceNetwork[] = []): NamedNetwork[] {
  return networks.map((network, index) => ({ network, path: [prop, index] }));
}
