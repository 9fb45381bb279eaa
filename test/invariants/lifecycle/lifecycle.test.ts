import { Construct } from "constructs";
import { describeRule } from "../rule-cases";
import { stackBeside } from "../topology-fixture";

describeRule("lifecycle/health-check", {
  passes: {
    "a service that is watched": (deployment) => {
      deployment.service("web");
      deployment.job("migrate");
    },
  },
  fails: {
    "a service that is not": {
      given: (deployment) => void deployment.service("web", { hasHealthCheck: false }),
      text: `
        calendars/host/web: 1 problem

          ✗ lifecycle/health-check   warning: nothing tells the engine whether web works
              expected  a command in the container that succeeds where it works
              fix       pass \`healthCheck\`, such as HealthCheck.command([…])
              accept    Invariants.of(web).acknowledge("lifecycle/health-check", "<reason>")
      `,
    },
  },
});

describeRule("lifecycle/stop-grace", {
  passes: { "ten seconds": (deployment) => void deployment.service("web", { stopGraceSeconds: 10 }) },
  fails: {
    "nine seconds, and no word of it": {
      given: (deployment) => {
        deployment.service("api", { stopGraceSeconds: 9 });
        deployment.service("web", { stopGraceSeconds: undefined });
      },
      text: `
        calendars/host/api: 1 problem

          ✗ lifecycle/stop-grace   warning: api is killed before it can stop
              got       9 s
              expected  at least 10 s
              fix       give \`stopGrace\` more, such as Duration.seconds(30)
              accept    Invariants.of(api).acknowledge("lifecycle/stop-grace", "<reason>")

        calendars/host/web: 1 problem

          ✗ lifecycle/stop-grace   warning: web is killed before it can stop
              got       no time to stop
              expected  at least 10 s
              fix       give \`stopGrace\` more, such as Duration.seconds(30)
              accept    Invariants.of(web).acknowledge("lifecycle/stop-grace", "<reason>")
      `,
    },
  },
});

describeRule("lifecycle/acyclic", {
  passes: {
    "two ways to one start": (deployment) => {
      const server = deployment.service("postgres");
      const job = deployment.job("reconcile", { startsAfter: [server.construct] });
      deployment.service("web", { startsAfter: [server.construct, job.construct] });
    },
  },
  fails: {
    "a circle of three": {
      given: (deployment) => {
        const first: Construct[] = [];
        const server = deployment.service("postgres", { startsAfter: first });
        const job = deployment.job("reconcile", { startsAfter: [server.construct] });
        const web = deployment.service("web", { startsAfter: [job.construct] });
        deployment.service("proxy", { startsAfter: [web.construct] });
        first.push(web.construct);
      },
      text: `
        calendars/host/postgres: 1 problem

          ✗ lifecycle/acyclic   waits for itself
              got       calendars/host/postgres after calendars/host/web after calendars/host/reconcile after calendars/host/postgres
              expected  an order in which one of them starts first
              fix       take one of them out of the other's \`startsAfter\`
      `,
    },
    "a container that waits for itself": {
      given: (deployment) => {
        const before: Construct[] = [];
        before.push(deployment.service("web", { startsAfter: before }).construct);
      },
      text: `
        calendars/host/web: 1 problem

          ✗ lifecycle/acyclic   waits for itself
              got       calendars/host/web after calendars/host/web
              expected  an order in which one of them starts first
              fix       take one of them out of the other's \`startsAfter\`
      `,
    },
  },
});

describeRule("lifecycle/same-host", {
  passes: {
    "a container of the host": (deployment) =>
      void deployment.service("web", { startsAfter: [deployment.service("postgres").construct] }),
  },
  fails: {
    "a container of another host": {
      given: (deployment) => {
        const host = deployment.addHost("data", { engine: "ssh://data.example.org" });
        deployment.service("web", { startsAfter: [deployment.service("postgres", { host }).construct] });
      },
      text: `
        calendars/host/web: 1 problem

          ✗ lifecycle/same-host   warning: waits for containers of another host: calendars/data/postgres
              got       calendars/data
              expected  calendars/host
              fix       let it try again until the other side answers, and take that out of \`startsAfter\`
              accept    Invariants.of(web).acknowledge("lifecycle/same-host", "<reason>")
      `,
    },
  },
});

describeRule("lifecycle/same-stack", {
  passes: {
    "a container of the stack": (deployment) =>
      void deployment.service("web", { startsAfter: [deployment.service("postgres").construct] }),
  },
  fails: {
    "a container of another stack": {
      given: (deployment) => {
        const below = new Construct(stackBeside(deployment, "messages"), "host");
        deployment.service("web", { startsAfter: [deployment.service("postgres", { below }).construct] });
      },
      text: `
        calendars/host/web: 1 problem

          ✗ lifecycle/same-stack   waits for containers of another stack: messages/host/postgres
              got       messages/host/postgres
              expected  containers of calendars
              fix       take them out of \`startsAfter\`, and order the stacks with \`addDependency\`
      `,
    },
  },
});
