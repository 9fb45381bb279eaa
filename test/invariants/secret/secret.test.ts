import { SecretRelation } from "../../../src/topology";
import { describeRule } from "../rule-cases";
import type { Deployment } from "../topology-fixture";

/** What two sides hold: what tells the secrets apart, or nothing. */
type Held = readonly [string | undefined, string | undefined];

function agreed(deployment: Deployment, name: string, [caldav, backend]: Held, relation = SecretRelation.SAME): void {
  const sides = [deployment.service("caldav"), deployment.external("backend")];
  deployment.topology.declareSecretAgreement({
    construct: sides[0].construct,
    name,
    relation,
    consequence: "the backend answers with 401",
    sides: [
      { construct: sides[0].construct, name: "caldav", identity: caldav },
      { construct: sides[1].construct, name: "backend", identity: backend },
    ],
  });
}

describeRule("secret/inbound-key-equal", {
  passes: { "one key": (deployment) => agreed(deployment, "inbound key", ["variable key", "variable key"]) },
  fails: {
    "two keys": {
      given: (deployment) => agreed(deployment, "inbound key", ["variable caldav_key", "variable backend_key"]),
      text: `
        calendars/host/caldav: 1 problem

          ✗ secret/inbound-key-equal   caldav and backend hold different inbound keys: the backend answers with 401
              got       caldav: Secret(variable caldav_key)   backend: Secret(variable backend_key)
              expected  the same secret on all sides
              fix       pass one Secret to both, or let \`new SabreCalDav(…, { backend })\` take the backend's \`keys\`
              accept    Invariants.of(caldav).acknowledge("secret/inbound-key-equal", "<reason>")
      `,
    },
  },
  unknown: {
    "a backend of which nothing is said": {
      given: (deployment) => agreed(deployment, "inbound key", ["variable key", undefined]),
      what: "which inbound key backend holds is not known here: if it is another one, the backend answers with 401",
    },
  },
});

describeRule("secret/outbound-key-equal", {
  passes: { "one key": (deployment) => agreed(deployment, "outbound key", ["variable key", "variable key"]) },
  fails: {
    "two keys": {
      given: (deployment) => agreed(deployment, "outbound key", ["variable caldav_key", "variable backend_key"]),
      text: `
        calendars/host/caldav: 1 problem

          ✗ secret/outbound-key-equal   caldav and backend hold different outbound keys: the backend answers with 401
              got       caldav: Secret(variable caldav_key)   backend: Secret(variable backend_key)
              expected  the same secret on all sides
              fix       pass one Secret to both, or let \`new SabreCalDav(…, { backend })\` take the backend's \`keys\`
              accept    Invariants.of(caldav).acknowledge("secret/outbound-key-equal", "<reason>")
      `,
    },
  },
});

describeRule("secret/internal-key-equal", {
  passes: { "one key": (deployment) => agreed(deployment, "internal key", ["variable key", "variable key"]) },
  fails: {
    "two keys": {
      given: (deployment) => agreed(deployment, "internal key", ["variable caldav_key", "variable backend_key"]),
      text: `
        calendars/host/caldav: 1 problem

          ✗ secret/internal-key-equal   caldav and backend hold different internal keys: the backend answers with 401
              got       caldav: Secret(variable caldav_key)   backend: Secret(variable backend_key)
              expected  the same secret on all sides
              fix       pass one Secret to both, or let \`new SabreCalDav(…, { backend })\` take the backend's \`keys\`
              accept    Invariants.of(caldav).acknowledge("secret/internal-key-equal", "<reason>")
      `,
    },
  },
});

describeRule("secret/same", {
  passes: { "one secret": (deployment) => agreed(deployment, "broker password", ["variable a", "variable a"]) },
  fails: {
    "two secrets": {
      given: (deployment) => agreed(deployment, "broker password", ["variable a", "variable b"]),
      text: `
        calendars/host/caldav: 1 problem

          ✗ secret/same   caldav and backend hold different broker passwords: the backend answers with 401
              got       caldav: Secret(variable a)   backend: Secret(variable b)
              expected  the same secret on all sides
              fix       pass one Secret to all of them
              accept    Invariants.of(caldav).acknowledge("secret/same", "<reason>")
      `,
    },
  },
});

describeRule("secret/different", {
  passes: {
    "a secret each": (deployment) =>
      agreed(deployment, "key and password", ["variable a", "variable b"], SecretRelation.DIFFERENT),
  },
  fails: {
    "one secret": {
      given: (deployment) =>
        agreed(deployment, "key and password", ["variable a", "variable a"], SecretRelation.DIFFERENT),
      text: `
        calendars/host/caldav: 1 problem

          ✗ secret/different   caldav and backend are one secret: the backend answers with 401
              got       caldav: Secret(variable a)   backend: Secret(variable a)
              expected  secrets of their own
              fix       pass a Secret of its own to each of them, such as \`Secret.generated(this, …)\`
              accept    Invariants.of(caldav).acknowledge("secret/different", "<reason>")
      `,
    },
  },
  unknown: {
    "a side of which nothing is said": {
      given: (deployment) =>
        agreed(deployment, "key and password", ["variable a", undefined], SecretRelation.DIFFERENT),
      what: "which secret backend holds is not known here: if it is also that of another side, the backend answers with 401",
    },
  },
});

function connecting(deployment: Deployment, held: string[], password?: string): void {
  const server = deployment.server("postgres");
  server.declareRole({ construct: server.construct, name: "caldav", passwordIdentity: password });
  const database = deployment.database(server, "calendars-db", { owner: "caldav" });
  const container = deployment.service("caldav", { secrets: held.map((identity) => ({ identity })) });
  database.connect({ container, role: "caldav", startsAfter: [server.construct] });
}

describeRule("secret/role-password", {
  passes: {
    "the password of the role": (deployment) => connecting(deployment, ["variable key", "variable a"], "variable a"),
  },
  fails: {
    "another secret": {
      given: (deployment) => connecting(deployment, ["variable b"], "variable a"),
      text: `
        calendars/host/caldav: 1 problem

          ✗ secret/role-password   caldav connects to calendars-db as caldav and does not hold that role's password
              got       Secret(variable b)
              expected  Secret(variable a)
              fix       pass the same Secret as \`password\` of the database and to the client
              accept    Invariants.of(caldav).acknowledge("secret/role-password", "<reason>")
      `,
    },
    "no secret": {
      given: (deployment) => connecting(deployment, [], "variable a"),
      text: `
        calendars/host/caldav: 1 problem

          ✗ secret/role-password   caldav connects to calendars-db as caldav and does not hold that role's password
              got       no secret
              expected  Secret(variable a)
              fix       pass the same Secret as \`password\` of the database and to the client
              accept    Invariants.of(caldav).acknowledge("secret/role-password", "<reason>")
      `,
    },
  },
});

describeRule("secret/not-inlined", {
  passes: {
    "an environment without secrets": (deployment) => void deployment.service("web"),
  },
  fails: {
    "variables that are called so": {
      given: (deployment) => void deployment.service("web", { inlinedSecrets: ["DB_PASSWORD", "SECRET_KEY"] }),
      text: `
        calendars/host/web: 1 problem

          ✗ secret/not-inlined   holds secrets as plain text, by the names that they are given
              got       DB_PASSWORD, SECRET_KEY (not shown)
              expected  secrets in files, from which the software reads them or its start command exports them
              fix       put each into a ConfigVolume by ConfigFile.fromSecret, and name its file in \`environmentFromFiles\`, or pass it as a Secret where the construct takes one
              accept    Invariants.of(web).acknowledge("secret/not-inlined", "<reason>")
      `,
    },
  },
});
