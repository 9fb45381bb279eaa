import type { ContainerNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** The environment, the command and the text files of a container are no places for a secret. */
export class SecretIsNotInlined extends InvariantRule {
  public readonly id = "secret/not-inlined";
  public readonly title = "No variable, command or text file of a container holds what its name says is a secret";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Whatever stands in the environment or the command is shown by docker inspect, and all of it stands in the synthesized JSON and in Terraform's state.";

  public check(topology: Topology): Finding[] {
    return topology.containers.map(judge);
  }
}

function judge(container: ContainerNode): Finding {
  const names = container.inlinedSecrets;
  if (names.length === 0) return Finding.pass(container);
  return Finding.fail(container, {
    what: "holds secrets as plain text, by the names that they are given",
    got: `${enumerate(names)} (not shown)`,
    expected: "secrets in files, from which the software reads them or its start command exports them",
    fix: "put each into a ConfigVolume by ConfigFile.fromSecret, and name its file in `environmentFromFiles`, or pass it as a Secret where the construct takes one",
  });
}
