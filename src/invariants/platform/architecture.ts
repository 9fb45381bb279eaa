import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Images of one architecture do not start on another. */
export class MailServerFitsProcessor extends InvariantRule {
  public readonly id = "platform/architecture";
  public readonly title = "The image of a mail server is made for the processor of its host";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Its makers publish the image for one architecture. On another one the engine does not find it, or its programs end " +
    'with "exec format error".';

  public check(topology: Topology): Finding[] {
    return topology.mailServers.flatMap((server) => {
      const { imageArchitecture, container } = server;
      const { host, name } = container;
      if (imageArchitecture === undefined || host.architecture === undefined) return [];
      if (imageArchitecture === host.architecture) return [Finding.pass(server)];
      return [
        Finding.fail(server, {
          what: `the image of ${name} is made for another processor than that of ${host.path}`,
          got: imageArchitecture,
          expected: host.architecture,
          fix: "run it on another host, or build the image: `image: ChatmailImage.fromBuild(…)`",
        }),
      ];
    });
  }
}
