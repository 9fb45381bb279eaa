import { App, TerraformStack, TerraformVariable } from "cdktf";
import { ServiceNetwork } from "cdktf-groupware";
import { makeHost, makeService } from "../../docker/blocks";
import { describeRule } from "../rule-cases";
import { hasTerraform, plan } from "../terraform";
import type { Deployment } from "../topology-fixture";

function published(deployment: Deployment, first: object, second: object): void {
  deployment.service("web", { publish: [{ containerPort: 80, hostPort: 8080, ...first }] });
  deployment.service("proxy", { publish: [{ containerPort: 81, hostPort: 8080, ...second }] });
}

/** A port that only Terraform knows. */
function port(deployment: Deployment, name = "port"): object {
  deployment.variable(name);
  return { hostPort: undefined, hostPortExpression: `\${var.${name}}` };
}

describeRule("port/one-owner", {
  passes: {
    "two services on the network of the host, on addresses of their own": (deployment) => {
      deployment.service("mail", { usesHostNetwork: true }).listen({ port: 53, address: "127.0.0.1" });
      deployment.service("dns", { publish: [{ containerPort: 53, address: "192.0.2.1" }] });
    },
    "two ports": (deployment) => published(deployment, {}, { hostPort: 8081 }),
    "two protocols": (deployment) => published(deployment, {}, { protocol: "udp" }),
    "two addresses": (deployment) => published(deployment, {}, { address: "127.0.0.2" }),
    "all addresses of IPv4, and all of IPv6": (deployment) =>
      published(deployment, { address: "0.0.0.0" }, { address: "::" }),
    "a port from a variable that no other can have": (deployment) => {
      published(deployment, { protocol: "udp" }, port(deployment));
      deployment.service("mail", { publish: [{ containerPort: 25, address: "::1" }] });
      deployment.service("mail", {
        host: deployment.addHost("mail", { engine: "ssh://mail.example.org" }),
        publish: [{ containerPort: 25 }],
      });
    },
    "two hosts": (deployment) => {
      deployment.service("web", { publish: [{ containerPort: 80 }] });
      const mail = deployment.addHost("mail", { engine: "ssh://mail.example.org" });
      deployment.service("web", { host: mail, publish: [{ containerPort: 80 }] });
    },
  },
  fails: {
    "one port of one address": {
      given: (deployment) => published(deployment, {}, {}),
      text: `
        calendars/host/web: 1 problem

          ✗ port/one-owner   port 8080/tcp of the host is also published by calendars/host/proxy
              got       127.0.0.1 for web, 127.0.0.1 for proxy
              expected  one container, or several on different addresses
              fix       give one of them another \`hostPort\` or \`address\` in \`publish\`
      `,
    },
    "a port that is published, and one on which the network of the host is listened to": {
      given: (deployment) => {
        deployment.service("mail", { usesHostNetwork: true }).listen({ port: 25 });
        deployment.service("relay", { publish: [{ containerPort: 25 }] });
      },
      text: `
        calendars/host/mail: 1 problem

          ✗ port/one-owner   port 25/tcp of the host is also taken by calendars/host/relay
              got       0.0.0.0 for mail, 127.0.0.1 for relay
              expected  one container, or several on different addresses
              fix       run one of them on another host, or give the one that is published another \`hostPort\` or \`address\`
      `,
    },
    "one port that Terraform alone knows": {
      given: (deployment) =>
        published(deployment, port(deployment), { hostPort: undefined, hostPortExpression: "${var.port}" }),
      text: `
        calendars/host/web: 1 problem

          ✗ port/one-owner   port \${var.port}/tcp of the host is also published by calendars/host/proxy
              got       127.0.0.1 for web, 127.0.0.1 for proxy
              expected  one container, or several on different addresses
              fix       give one of them another \`hostPort\` or \`address\` in \`publish\`
      `,
    },
    "one port of one address that Terraform alone knows": {
      given: (deployment) => {
        const address = "${var.address}";
        published(deployment, { address }, { address });
      },
      text: `
        calendars/host/web: 1 problem

          ✗ port/one-owner   port 8080/tcp of the host is also published by calendars/host/proxy
              got       \${var.address} for web, \${var.address} for proxy
              expected  one container, or several on different addresses
              fix       give one of them another \`hostPort\` or \`address\` in \`publish\`
      `,
    },
    "all addresses and one of them": {
      given: (deployment) => published(deployment, { address: "0.0.0.0" }, { address: "192.0.2.1" }),
      text: `
        calendars/host/web: 1 problem

          ✗ port/one-owner   port 8080/tcp of the host is also published by calendars/host/proxy
              got       0.0.0.0 for web, 192.0.2.1 for proxy
              expected  one container, or several on different addresses
              fix       give one of them another \`hostPort\` or \`address\` in \`publish\`
      `,
    },
    "all addresses of IPv6 and one of them": {
      given: (deployment) => published(deployment, { address: "2001:db8::1" }, { address: "::" }),
      text: `
        calendars/host/web: 1 problem

          ✗ port/one-owner   port 8080/tcp of the host is also published by calendars/host/proxy
              got       2001:db8::1 for web, :: for proxy
              expected  one container, or several on different addresses
              fix       give one of them another \`hostPort\` or \`address\` in \`publish\`
      `,
    },
    "one address of IPv6 in two spellings": {
      given: (deployment) => published(deployment, { address: "::1" }, { address: "0:0:0:0:0:0:0:1" }),
      text: `
        calendars/host/web: 1 problem

          ✗ port/one-owner   port 8080/tcp of the host is also published by calendars/host/proxy
              got       ::1 for web, 0:0:0:0:0:0:0:1 for proxy
              expected  one container, or several on different addresses
              fix       give one of them another \`hostPort\` or \`address\` in \`publish\`
      `,
    },
  },
  unknown: {
    "an address from a variable beside another one": {
      given: (deployment) => published(deployment, { address: deployment.variable("address") }, {}),
      what: "port 8080/tcp of the host is published twice on one address",
      holds: { address: "192.0.2.1" },
      breaks: { address: "127.0.0.1" },
    },
    "an address from a variable beside all of IPv4": {
      given: (deployment) => published(deployment, { address: deployment.variable("address") }, { address: "0.0.0.0" }),
      what: "port 8080/tcp of the host is published twice on one address",
      holds: { address: "2001:db8::1" },
      breaks: { address: "192.0.2.1" },
    },
    "a port from a variable beside a number": {
      given: (deployment) => published(deployment, {}, port(deployment)),
      what: "port ${var.port}/tcp of the host, which leads to proxy, is also published by another container",
      holds: { port: "8081" },
      breaks: { port: "8080" },
    },
    "a port from a variable beside others, on all addresses": {
      given: (deployment) => {
        published(deployment, { address: "0.0.0.0" }, { hostPort: 8081 });
        deployment.service("mail", { publish: [{ containerPort: 25, ...port(deployment), address: "192.0.2.1" }] });
      },
      what: "port ${var.port}/tcp of the host, which leads to mail, is also published by another container",
      holds: { port: "8081" },
      breaks: { port: "8080" },
    },
    "two ports from variables": {
      given: (deployment) => published(deployment, port(deployment), port(deployment, "other")),
      what: "port ${var.port}/tcp of the host, which leads to web, is also published by another container",
      holds: { port: "8080", other: "8081" },
      breaks: { port: "8080", other: "8080" },
    },
    "a port from a variable, on an address from a variable": {
      given: (deployment) =>
        published(deployment, {}, { ...port(deployment), address: deployment.variable("address") }),
      what: "port ${var.port}/tcp of the host, which leads to proxy, is also published by another container",
      holds: { port: "8080", address: "192.0.2.1" },
      breaks: { port: "8080", address: "0.0.0.0" },
    },
    "a port that nobody can tell": {
      given: (deployment) => void deployment.service("web", { publish: [{ containerPort: 80, hostPort: undefined }] }),
      what: "which port of the host leads to port 80 of web is known to Terraform only",
    },
  },
});

describe("a host port that is a number of Terraform", () => {
  const CONDITION = "!contains([8080], tonumber(var.port))";

  function stackWithPort(): TerraformStack {
    const host = makeHost();
    const stack = TerraformStack.of(host);
    const hostPort = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
    const networks = [{ network: new ServiceNetwork(host, "net") }];
    makeService(host, "web", { networks, publish: [{ containerPort: 80, hostPort: 8080 }] });
    makeService(host, "proxy", { networks, publish: [{ containerPort: 81, hostPort }] });
    App.of(host).synth();
    return stack;
  }

  test("becomes a validation of its variable", () => {
    const stack = stackWithPort();

    expect((stack.node.findChild("port") as TerraformVariable).validation).toEqual([
      {
        condition: `\${${CONDITION}}`,
        errorMessage:
          "calendars/host/proxy: port/one-owner: port $${var.port}/tcp of the host, which leads to " +
          "calendars-proxy, is also published by another container. To mend it, give one of them another " +
          "`hostPort` or `address` in `publish`.",
      },
    ]);
  });

  (hasTerraform ? test : test.skip)("is refused by Terraform where another container has it", () => {
    const { variable } = stackWithPort().toTerraform() as { variable: object };

    const taken = plan({ variable }, { port: "8080" });

    expect(taken.succeeds).toBe(false);
    expect(taken.text.replace(/\s+/g, " ")).toContain("calendars/host/proxy: port/one-owner: port");
    expect(plan({ variable }, { port: "8081" })).toMatchObject({ succeeds: true });
  });
});

describeRule("port/not-everywhere", {
  passes: {
    "one address": (deployment) => void deployment.service("web", { publish: [{ containerPort: 80 }] }),
  },
  fails: {
    "all addresses": {
      given: (deployment) => void deployment.service("web", { publish: [{ containerPort: 80, address: "0.0.0.0" }] }),
      text: `
        calendars/host/web: 1 problem

          ✗ port/not-everywhere   warning: port 80/tcp is published on all addresses of the host
              got       0.0.0.0
              expected  one address of the host
              fix       publish it on one \`address\`, such as 127.0.0.1, and let a proxy be what the internet reaches
              accept    Invariants.of(web).acknowledge("port/not-everywhere", "<reason>")
      `,
    },
    "all addresses of IPv6": {
      given: (deployment) => void deployment.service("web", { publish: [{ containerPort: 80, address: "::" }] }),
      text: `
        calendars/host/web: 1 problem

          ✗ port/not-everywhere   warning: port 80/tcp is published on all addresses of the host
              got       ::
              expected  one address of the host
              fix       publish it on one \`address\`, such as 127.0.0.1, and let a proxy be what the internet reaches
              accept    Invariants.of(web).acknowledge("port/not-everywhere", "<reason>")
      `,
    },
  },
  unknown: {
    "an address from a variable": {
      given: (deployment) =>
        void deployment.service("web", {
          publish: [{ containerPort: 80, address: deployment.variable("address") }],
        }),
      what: "whether port 80/tcp is published on all addresses of the host is known to Terraform only",
    },
  },
});

describeRule("port/host-network", {
  passes: {
    "a container with a network of its own": (deployment) => void deployment.service("web"),
  },
  fails: {
    "a container on the network of the host": {
      given: (deployment) => void deployment.service("mail", { usesHostNetwork: true }),
      text: `
        calendars/host/mail: 1 problem

          ✗ port/host-network   warning: mail uses the network of the host itself
              expected  a network of its own, and published ports
              fix       join \`networks\` and \`publish\` what must be reached
              accept    Invariants.of(mail).acknowledge("port/host-network", "<reason>")
      `,
    },
  },
});

describeRule("port/host-network-alone", {
  passes: {
    "nothing but the network of the host": (deployment) => void deployment.service("mail", { usesHostNetwork: true }),
  },
  fails: {
    "a network and a port beside that of the host": {
      given: (deployment) =>
        void deployment.service("mail", {
          usesHostNetwork: true,
          networks: [{ network: deployment.network("messages") }],
          publish: [{ containerPort: 25 }],
        }),
      text: `
        calendars/host/mail: 1 problem

          ✗ port/host-network-alone   mail uses the network of the host, and more
              got       network messages, port 25/tcp
              expected  nothing beside the network of the host
              fix       leave \`networks\` and \`publish\` out, or do not use the network of the host
      `,
    },
  },
});
