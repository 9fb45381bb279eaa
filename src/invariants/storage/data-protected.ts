import type { Topology } from "../../topology";
import { VolumeContent } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** What users made exists nowhere else, and neither do secrets that were made on the host. */
export class DataIsProtected extends InvariantRule {
  public readonly id = "storage/data-protected";
  public readonly title = "Terraform refuses to destroy a volume with data";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "A changed id, a removed construct or a `destroy` takes the volume away with all that users made, without a question.";

  public check(topology: Topology): Finding[] {
    return topology.volumes
      .filter(({ content, isAdopted }) => content !== VolumeContent.CONFIGURATION && !isAdopted)
      .map((volume) =>
        volume.isProtected
          ? Finding.pass(volume)
          : Finding.fail(volume, {
              what: `nothing keeps Terraform from destroying ${volume.name} with its data`,
              got: "protect: false",
              expected: "a protected volume",
              fix: "leave `protect` out, or say with `content` that it holds nothing but configuration",
            }),
      );
  }
}
