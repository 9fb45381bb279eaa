import { describeRule } from "../rule-cases";
import type { Deployment } from "../topology-fixture";

function agreed(deployment: Deployment, needed: string, given: string): void {
  deployment.topology.declareContract({
    construct: deployment.service("caldav").construct,
    provider: deployment.external("backend").construct,
    subject: "API generation",
    needed,
    given,
    fix: "pass the `image` of a commit of the same generation",
  });
}

describeRule("contract/kept", {
  passes: { "what is needed": (deployment) => agreed(deployment, "X-LS", "X-LS") },
  fails: {
    "something else": {
      given: (deployment) => agreed(deployment, "X-LS", "X-Api-Key"),
      text: `
        calendars/host/caldav: 1 problem

          ✗ contract/kept   disagrees with calendars/host/backend about API generation
              got       X-Api-Key
              expected  X-LS
              fix       pass the \`image\` of a commit of the same generation
              accept    Invariants.of(caldav).acknowledge("contract/kept", "<reason>")
      `,
    },
  },
  unknown: {
    "what a variable says": {
      given: (deployment) => agreed(deployment, "X-LS", deployment.variable("generation")),
      what: "disagrees with calendars/host/backend about API generation",
      holds: { generation: "X-LS" },
      breaks: { generation: "X-Api-Key" },
    },
  },
});
