import type { ContainerNode, Topology } from "../../topology";
import { ContainerKind } from "../../topology";
import { engineOf } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Some limits of the kernel are one for all containers. */
export class InotifyLimitsAreShared extends InvariantRule {
  public readonly id = "platform/inotify-shared";
  public readonly title = "The limits of inotify are set for all services of a host with a mail server";
  public readonly severity = Severity.ADVICE;
  public readonly why =
    "Each idle mailbox and each service of systemd uses some, and the limits are one for all containers of a user id: when " +
    'they are used up, others fail with "Too many open files", which no log of theirs explains.';

  public check(topology: Topology): Finding[] {
    const services = groupBy(
      topology.containers.filter(({ kind }) => kind !== ContainerKind.JOB),
      ({ host }) => engineOf(host),
    );
    return topology.mailServers.map((server) => {
      const { container } = server;
      const others = othersOf(container, services.get(engineOf(container.host)) ?? []);
      if (others === 0) return Finding.pass(server);
      return Finding.fail(server, {
        what: `${container.name} shares the limits of inotify with ${others} other ${others === 1 ? "service" : "services"}`,
        expected: "limits for all of them: 65536 for the mail server, and what the others need",
        fix: "raise fs.inotify.max_user_instances and fs.inotify.max_user_watches on the host, or give it a host of its own",
      });
    });
  }
}

function othersOf(container: ContainerNode, services: readonly ContainerNode[]): number {
  return services.filter((service) => service !== container).length;
}
