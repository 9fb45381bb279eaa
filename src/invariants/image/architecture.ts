import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Programs are made for a processor. */
export class ImageFitsArchitecture extends InvariantRule {
  public readonly id = "image/architecture";
  public readonly title = "An image is made for the processor of its host";
  public readonly severity = Severity.ERROR;
  public readonly why =
    'A program for another processor ends at once with "exec format error", or runs slowly where the host emulates it.';

  public check(topology: Topology): Finding[] {
    return topology.images.flatMap((image) => {
      const { architecture, host, reference } = image;
      if (architecture === undefined || host.architecture === undefined) return [];
      if (architecture === host.architecture) return [Finding.pass(image)];
      return [
        Finding.fail(image, {
          what: `the image ${reference} is made for another processor than that of ${host.path}`,
          got: architecture,
          expected: host.architecture,
          fix: `take the image for ${host.architecture}, or correct \`architecture\` of the host`,
        }),
      ];
    });
  }
}
