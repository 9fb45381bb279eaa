import { Construct } from "constructs";
import { VolumeKind } from "../../../src/topology";
import { describeRule } from "../rule-cases";
import type { Deployment } from "../topology-fixture";

describeRule("name/valid", {
  passes: {
    "names of letters, digits, dots, hyphens and underscores": (deployment) => {
      const network = deployment.network("messages_internal");
      deployment.service("caldav-1.web", { networks: [{ network, aliases: ["caldav", "a"] }] });
      deployment.volume("data");
    },
  },
  fails: {
    "a volume whose name is no name of a directory": {
      given: (deployment) => void deployment.volume("data", { name: `a${"-".repeat(255)}` }),
      text: `
        calendars/host/data: 1 problem

          ✗ name/valid   a${"-".repeat(255)} is no valid name of a volume
              got       "a${"-".repeat(255)}"
              expected  letters, digits, \`_\`, \`.\` and \`-\`, from 2 to 255, a letter or digit first
              fix       correct \`volumeName\`
      `,
    },
    "names with other signs": {
      given: (deployment) => {
        const network = deployment.network("network", { name: "my network" });
        deployment.service("caldav", {
          containerName: "-caldav",
          networks: [{ network, aliases: ["cal dav"] }],
        });
        deployment.volume("data", { name: "d" });
        deployment.volume("directory", { name: "/srv/d", kind: VolumeKind.HOST_DIRECTORY });
      },
      text: `
        calendars/host/caldav: 2 problems

          ✗ name/valid   -caldav is no valid name of a container
              got       "-caldav"
              expected  letters, digits, \`_\`, \`.\` and \`-\`, at least two, a letter or digit first
              fix       correct \`containerName\`

          ✗ name/valid   the alias cal dav is no valid name
              got       "cal dav"
              expected  letters, digits, \`_\`, \`.\` and \`-\`
              fix       correct \`aliases\`

        calendars/host/data: 1 problem

          ✗ name/valid   d is no valid name of a volume
              got       "d"
              expected  letters, digits, \`_\`, \`.\` and \`-\`, from 2 to 255, a letter or digit first
              fix       correct \`volumeName\`

        calendars/host/network: 1 problem

          ✗ name/valid   my network is no valid name of a network
              got       "my network"
              expected  letters, digits, \`_\`, \`.\` and \`-\`, at least two, a letter or digit first
              fix       correct \`networkName\`
      `,
    },
  },
  unknown: {
    "a volume from a variable": {
      given: (deployment) => void deployment.volume("data", { name: deployment.variable("name") }),
      what: "${var.name} is no valid name of a volume",
      holds: { name: "a".repeat(255) },
      breaks: { name: "a".repeat(256) },
    },
    "a name from a variable": {
      given: (deployment) => void deployment.service("caldav", { containerName: deployment.variable("name") }),
      what: "${var.name} is no valid name of a container",
      holds: { name: "caldav" },
      breaks: { name: "cal dav" },
    },
  },
});

describeRule("name/container-unique", {
  passes: {
    "one name on two hosts": (deployment) => {
      const mail = deployment.addHost("mail", { engine: "ssh://mail.example.org" });
      deployment.service("caldav");
      deployment.service("caldav", { host: mail });
    },
    "a container of somebody else of which two constructs speak": (deployment) => {
      deployment.external("a", { containerName: "messages-backend-1" });
      deployment.external("b", { containerName: "messages-backend-1" });
    },
  },
  fails: {
    "two containers with one name": {
      given: (deployment) => {
        deployment.service("caldav");
        deployment.external("other", { containerName: "caldav" });
      },
      text: `
        calendars/host/caldav: 1 problem

          ✗ name/container-unique   the name caldav is also that of calendars/host/other
              got       2 containers with that name on calendars/host
              expected  one
              fix       give one of them another id, or another \`containerName\`
      `,
    },
  },
  unknown: {
    "a name from a variable beside another one": {
      given: (deployment) => {
        deployment.service("caldav", { containerName: deployment.variable("name") });
        deployment.service("backend");
      },
      what: "two containers on calendars/host have the same name",
      holds: { name: "caldav" },
      breaks: { name: "backend" },
    },
  },
});

describeRule("name/network-unique", {
  passes: {
    "a network that one stack makes and another one adopts": (deployment) => {
      deployment.network("messages");
      deployment.network("adopted", { name: "messages", isAdopted: true });
    },
  },
  fails: {
    "two networks with one name": {
      given: (deployment) => {
        deployment.network("a", { name: "messages" });
        deployment.network("b", { name: "messages" });
      },
      text: `
        calendars/host/a: 1 problem

          ✗ name/network-unique   the name messages is also that of calendars/host/b
              got       2 networks with that name on calendars/host
              expected  one
              fix       give one of them another id, or another \`networkName\`
      `,
    },
  },
});

describeRule("name/volume-unique", {
  passes: {
    "a volume that one stack makes and another one adopts": (deployment) => {
      deployment.volume("data");
      deployment.volume("adopted", { name: "data", isAdopted: true });
    },
  },
  fails: {
    "two volumes with one name": {
      given: (deployment) => {
        deployment.volume("a", { name: "data" });
        deployment.volume("b", { name: "data" });
      },
      text: `
        calendars/host/a: 1 problem

          ✗ name/volume-unique   the name data is also that of calendars/host/b
              got       2 volumes with that name on calendars/host
              expected  one
              fix       give one of them another id, or another \`volumeName\`
      `,
    },
  },
});

function withTwoBackends(deployment: Deployment, alias: string, other: string): void {
  const network = deployment.network("messages");
  deployment.service("calendars-backend", { networks: [{ network, aliases: [alias] }] });
  deployment.external("messages-backend", { networks: [{ network, aliases: [other] }] });
}

describeRule("name/alias-unique", {
  passes: {
    "an alias each": (deployment) => withTwoBackends(deployment, "calendars", "backend"),
    "replicas of one service": (deployment) => {
      const network = deployment.network("messages");
      const service = deployment.service("backend", { networks: [{ network, aliases: ["api"] }] });
      deployment.service("replica", {
        networks: [{ network, aliases: ["api"] }],
        replicasOf: service.construct,
      });
      deployment.service("other", { networks: [{ network, aliases: ["api-2"] }] });
    },
    "one alias on two networks": (deployment) => {
      deployment.service("a", { networks: [{ network: deployment.network("one"), aliases: ["backend"] }] });
      deployment.service("b", { networks: [{ network: deployment.network("two"), aliases: ["backend"] }] });
    },
  },
  fails: {
    "two services with one alias": {
      given: (deployment) => withTwoBackends(deployment, "backend", "backend"),
      text: `
        calendars/host/calendars-backend: 1 problem

          ✗ name/alias-unique   alias "backend" on messages is also held by calendars/host/messages-backend
              got       2 containers that answer to backend
              expected  containers of one service
              fix       give one of them another alias, or reach it by \`ipv4Address\`
              accept    Invariants.of(calendarsBackend).acknowledge("name/alias-unique", "<reason>")
      `,
    },
    "two services with one alias in capitals and without": {
      given: (deployment) => withTwoBackends(deployment, "Backend", "backend"),
      text: `
        calendars/host/calendars-backend: 1 problem

          ✗ name/alias-unique   alias "backend" on messages is also held by calendars/host/messages-backend
              got       2 containers that answer to backend
              expected  containers of one service
              fix       give one of them another alias, or reach it by \`ipv4Address\`
              accept    Invariants.of(calendarsBackend).acknowledge("name/alias-unique", "<reason>")
      `,
    },
    "an alias that is the name of another container, on a network that two constructs adopt": {
      given: (deployment) => {
        const facts = { name: "messages_internal", isAdopted: true };
        const [one, other] = [deployment.network("a", facts), deployment.network("b", facts)];
        deployment.service("calendars-backend", { networks: [{ network: one, aliases: ["backend"] }] });
        deployment.external("messages-backend", { containerName: "backend", networks: [{ network: other }] });
      },
      text: `
        calendars/host/calendars-backend: 1 problem

          ✗ name/alias-unique   alias "backend" on messages_internal is also held by calendars/host/messages-backend
              got       2 containers that answer to backend
              expected  containers of one service
              fix       give one of them another alias, or reach it by \`ipv4Address\`
              accept    Invariants.of(calendarsBackend).acknowledge("name/alias-unique", "<reason>")
      `,
    },
  },
  unknown: {
    "an alias from a variable beside another one": {
      given: (deployment) => withTwoBackends(deployment, deployment.variable("alias"), "backend"),
      what: "two services on messages have the same alias",
      holds: { alias: "calendars" },
      breaks: { alias: "backend" },
    },
    "an alias from a variable beside one that differs in capitals": {
      given: (deployment) => withTwoBackends(deployment, deployment.variable("alias"), "Backend"),
      what: "two services on messages have the same alias",
      holds: { alias: "calendars" },
      breaks: { alias: "bACKEND" },
    },
  },
});

function called(deployment: Deployment, baseUrl: string): void {
  const network = deployment.network("messages");
  const caldav = deployment.service("caldav", { networks: [{ network }] });
  const backend = deployment.external("backend", { networks: [{ network }] });
  deployment.callback({ from: caldav, to: backend, baseUrl });
}

describeRule("name/url-host", {
  passes: {
    "a host with hyphens": (deployment) => called(deployment, "http://calendars-backend:8000"),
    "a public URL": (deployment) =>
      void deployment.topology.declareHttpRoute({
        construct: deployment.host.construct,
        url: "https://calendar.example.org/a_b",
        target: deployment.service("web"),
        targetPort: 80,
      }),
  },
  fails: {
    "a host with an underscore": {
      given: (deployment) => called(deployment, "http://calendars_backend:8000"),
      text: `
        calendars/host/caldav: 1 problem

          ✗ name/url-host   the host calendars_backend has an underscore
              got       http://calendars_backend:8000
              expected  letters, digits, hyphens and dots
              fix       give the container an alias with hyphens, and use that
              accept    Invariants.of(caldav).acknowledge("name/url-host", "<reason>")
      `,
    },
  },
  unknown: {
    "a URL from a variable": {
      given: (deployment) => called(deployment, deployment.variable("url")),
      what: "the host in ${var.url} has an underscore",
      holds: { url: "http://calendars-backend:8000/a_b" },
      breaks: { url: "http://calendars_backend:8000" },
    },
  },
});

describeRule("name/dns-records-agree", {
  passes: {
    "one record of two services, several addresses, and other texts": (deployment) => {
      const declare = (id: string, name: string, type: string, value?: string) =>
        deployment.topology.declareDnsRecord({ construct: new Construct(deployment.stack, id), name, type, value });
      declare("a", "chat.example.org", "TXT", "v=spf1 a ~all");
      declare("b", "chat.example.org", "TXT", "v=spf1 a ~all");
      declare("c", "chat.example.org", "TXT", "google-site-verification=abc");
      declare("d", "chat.example.org", "A", "198.51.100.5");
      declare("e", "chat.example.org", "A", "198.51.100.6");
      declare("f", "www.example.org", "CNAME", "example.org");
    },
  },
  fails: {
    "an alias beside an address, and two policies": {
      given: (deployment) => {
        const declare = (id: string, name: string, type: string, value?: string) =>
          deployment.topology.declareDnsRecord({ construct: new Construct(deployment.stack, id), name, type, value });
        declare("chat", "www.example.org", "CNAME", "chat.example.org");
        declare("web", "WWW.example.org", "A", "198.51.100.5");
        declare("relay", "example.org", "TXT", "v=spf1 ip4:198.51.100.5 -all");
        declare("talk", "example.org", "TXT", "v=spf1 a ~all");
      },
      text: `
        calendars/chat: 1 problem

          ✗ name/dns-records-agree   www.example.org is an alias, and has other records by calendars/web
              got       CNAME chat.example.org, A 198.51.100.5
              expected  an alias alone, or records without one
              fix       give one of the services another name
              accept    Invariants.of(chat).acknowledge("name/dns-records-agree", "<reason>")

        calendars/relay: 1 problem

          ✗ name/dns-records-agree   example.org has another policy v=spf1 by calendars/talk
              got       TXT v=spf1 ip4:198.51.100.5 -all, TXT v=spf1 a ~all
              expected  one policy of a kind at a name
              fix       let one of the services send from a domain of its own
              accept    Invariants.of(relay).acknowledge("name/dns-records-agree", "<reason>")
      `,
    },
  },
});
