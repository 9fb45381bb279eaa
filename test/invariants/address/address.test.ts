import { describeRule } from "../rule-cases";
import type { Deployment } from "../topology-fixture";

const SUBNET = "172.29.0.0/24";

function withAddress(deployment: Deployment, address: string, network = {}): void {
  const messages = deployment.network("messages", { subnet: SUBNET, ...network });
  deployment.service("backend", { networks: [{ network: messages, ipv4Address: address }] });
}

describeRule("address/subnet-known", {
  passes: { "an address on a network with a subnet": (deployment) => withAddress(deployment, "172.29.0.30") },
  fails: {
    "an address on a network whose subnet the engine chooses": {
      given: (deployment) => withAddress(deployment, "172.29.0.30", { subnet: undefined }),
      text: `
        calendars/host/backend: 1 problem

          ✗ address/subnet-known   the address 172.29.0.30 is fixed on messages, whose subnet nobody chose
              got       a network without \`subnet\`
              expected  a network with one
              fix       give calendars/host/messages a \`subnet\` that holds 172.29.0.30, or leave \`ipv4Address\` out
              accept    Invariants.of(backend).acknowledge("address/subnet-known", "<reason>")
      `,
    },
  },
});

describeRule("address/in-subnet", {
  passes: {
    "an address of the subnet": (deployment) => withAddress(deployment, "172.29.0.30"),
  },
  fails: {
    "an address of another subnet": {
      given: (deployment) => withAddress(deployment, "172.30.0.30"),
      text: `
        calendars/host/backend: 1 problem

          ✗ address/in-subnet   the address 172.30.0.30 is not in the subnet of messages
              got       172.30.0.30
              expected  an address in 172.29.0.0/24
              fix       correct \`ipv4Address\`, or the \`subnet\` of the network
              accept    Invariants.of(backend).acknowledge("address/in-subnet", "<reason>")
      `,
    },
  },
  unknown: {
    "an address from a variable": {
      given: (deployment) => withAddress(deployment, deployment.variable("address")),
      what: "the address ${var.address} is not in the subnet of messages",
      holds: { address: "172.29.0.30" },
      breaks: { address: "172.30.0.30" },
    },
    "a subnet from a variable": {
      given: (deployment) => withAddress(deployment, "172.29.0.30", { subnet: deployment.variable("subnet") }),
      what: "the address 172.29.0.30 is not in the subnet of messages",
      holds: { subnet: "172.29.0.0/24" },
      breaks: { subnet: "no subnet" },
    },
  },
});

describeRule("address/host-part", {
  passes: { "an address in the middle": (deployment) => withAddress(deployment, "172.29.0.30") },
  fails: {
    "the address of the network": {
      given: (deployment) => withAddress(deployment, "172.29.0.0"),
      text: `
        calendars/host/backend: 1 problem

          ✗ address/host-part   the address 172.29.0.0 is the first or last of the subnet of messages
              got       172.29.0.0
              expected  an address between 172.29.0.0 and 172.29.0.255
              fix       give \`ipv4Address\` another value
              accept    Invariants.of(backend).acknowledge("address/host-part", "<reason>")
      `,
    },
    "the broadcast address": {
      given: (deployment) => withAddress(deployment, "172.29.0.255"),
      text: `
        calendars/host/backend: 1 problem

          ✗ address/host-part   the address 172.29.0.255 is the first or last of the subnet of messages
              got       172.29.0.255
              expected  an address between 172.29.0.0 and 172.29.0.255
              fix       give \`ipv4Address\` another value
              accept    Invariants.of(backend).acknowledge("address/host-part", "<reason>")
      `,
    },
  },
  unknown: {
    "an address from a variable": {
      given: (deployment) => withAddress(deployment, deployment.variable("address")),
      what: "the address ${var.address} is the first or last of the subnet of messages",
      holds: { address: "172.29.0.30" },
      breaks: { address: "172.29.0.255" },
    },
  },
});

describeRule("address/not-gateway", {
  passes: {
    "an address beside the gateway": (deployment) => withAddress(deployment, "172.29.0.1", { gateway: "172.29.0.254" }),
  },
  fails: {
    "the address of the gateway": {
      given: (deployment) => withAddress(deployment, "172.29.0.254", { gateway: "172.29.0.254" }),
      text: `
        calendars/host/backend: 1 problem

          ✗ address/not-gateway   the address 172.29.0.254 is that of the host on messages
              got       172.29.0.254
              expected  any address but 172.29.0.254
              fix       give \`ipv4Address\` another value
              accept    Invariants.of(backend).acknowledge("address/not-gateway", "<reason>")
      `,
    },
    "the address that the engine takes where nobody chose a gateway": {
      given: (deployment) => withAddress(deployment, "172.29.0.1", { isAdopted: true }),
      text: `
        calendars/host/backend: 1 problem

          ✗ address/not-gateway   the address 172.29.0.1 is that of the host on messages
              got       172.29.0.1
              expected  any address but 172.29.0.1
              fix       give \`ipv4Address\` another value
              accept    Invariants.of(backend).acknowledge("address/not-gateway", "<reason>")
      `,
    },
  },
  unknown: {
    "an address from a variable": {
      given: (deployment) => withAddress(deployment, deployment.variable("address"), { gateway: "172.29.0.1" }),
      what: "the address ${var.address} is that of the host on messages",
      holds: { address: "172.29.0.30" },
      breaks: { address: "172.29.0.1" },
    },
    "a subnet from a variable, of which nobody chose the gateway": {
      given: (deployment) => withAddress(deployment, "172.29.0.1", { subnet: deployment.variable("subnet") }),
      what: "the address 172.29.0.1 is that of the host on messages",
      holds: { subnet: "172.28.0.0/15" },
      breaks: { subnet: "172.29.0.0/24" },
    },
  },
});

describeRule("address/outside-pool", {
  passes: {
    "an address below the pool": (deployment) => withAddress(deployment, "172.29.0.30", { ipRange: "172.29.0.128/25" }),
  },
  fails: {
    "an address of the pool": {
      given: (deployment) => withAddress(deployment, "172.29.0.130", { ipRange: "172.29.0.128/25" }),
      text: `
        calendars/host/backend: 1 problem

          ✗ address/outside-pool   the address 172.29.0.130 is one that the engine hands out on messages
              got       172.29.0.130
              expected  an address outside of 172.29.0.128/25
              fix       give \`ipv4Address\` a value outside of it, or the network another \`ipRange\`
              accept    Invariants.of(backend).acknowledge("address/outside-pool", "<reason>")
      `,
    },
  },
  unknown: {
    "a pool from a variable": {
      given: (deployment) => withAddress(deployment, "172.29.0.30", { ipRange: deployment.variable("pool") }),
      what: "the address 172.29.0.30 is one that the engine hands out on messages",
      holds: { pool: "172.29.0.128/25" },
      breaks: { pool: "172.29.0.0/25" },
    },
  },
});

describeRule("address/pool-separate", {
  passes: {
    "a network with a pool": (deployment) => withAddress(deployment, "172.29.0.30", { ipRange: "172.29.0.128/25" }),
  },
  fails: {
    "an adopted network without a pool": {
      given: (deployment) => withAddress(deployment, "172.29.0.30", { isAdopted: true }),
      text: `
        calendars/host/messages: 1 problem

          ✗ address/pool-separate   warning: the engine may hand out fixed addresses of messages: 172.29.0.30
              got       a network whose whole subnet is handed out
              expected  a part of the subnet, the \`ipRange\`, from which the engine takes addresses
              fix       create the network with an \`ip_range\` where it is made and say so in \`ipRange\`, or call the container by a unique alias instead of its address
              accept    Invariants.of(messages).acknowledge("address/pool-separate", "<reason>")
      `,
    },
    "a network of the program without a pool": {
      given: (deployment) => withAddress(deployment, "172.29.0.30"),
      text: `
        calendars/host/messages: 1 problem

          ✗ address/pool-separate   warning: the engine may hand out fixed addresses of messages: 172.29.0.30
              got       a network whose whole subnet is handed out
              expected  a part of the subnet, the \`ipRange\`, from which the engine takes addresses
              fix       give the network an \`ipRange\`
              accept    Invariants.of(messages).acknowledge("address/pool-separate", "<reason>")
      `,
    },
  },
});

describeRule("address/unique", {
  passes: {
    "two addresses": (deployment) => {
      const network = deployment.network("messages", { subnet: SUBNET });
      deployment.service("backend", { networks: [{ network, ipv4Address: "172.29.0.30" }] });
      deployment.service("caldav", { networks: [{ network, ipv4Address: "172.29.0.31" }] });
    },
    "one address on two networks": (deployment) => {
      const networks = [deployment.network("a"), deployment.network("b")];
      networks.forEach((network, index) =>
        deployment.service(`backend${index}`, { networks: [{ network, ipv4Address: "172.29.0.30" }] }),
      );
    },
    "a container of somebody else that two parts of the program need": (deployment) => {
      const network = deployment.network("messages", { subnet: SUBNET });
      ["caldav", "relay"].forEach((user) =>
        deployment.external(`backend-for-${user}`, {
          containerName: "messages-backend-1",
          networks: [{ network, ipv4Address: "172.29.0.30" }],
        }),
      );
    },
  },
  fails: {
    "two containers with one address": {
      given: (deployment) => {
        const network = deployment.network("messages", { subnet: SUBNET });
        deployment.service("backend", { networks: [{ network, ipv4Address: "172.29.0.30" }] });
        deployment.service("caldav", { networks: [{ network, ipv4Address: "172.29.0.30" }] });
      },
      text: `
        calendars/host/backend: 1 problem

          ✗ address/unique   the address 172.29.0.30 on messages is also that of calendars/host/caldav
              got       2 containers with 172.29.0.30
              expected  one
              fix       give one of them another \`ipv4Address\`
      `,
    },
    "two containers with one address on a network that two constructs adopt": {
      given: (deployment) => {
        const facts = { name: "messages_internal", subnet: SUBNET, isAdopted: true };
        const [one, other] = [deployment.network("a", facts), deployment.network("b", facts)];
        deployment.service("backend", { networks: [{ network: one, ipv4Address: "172.29.0.30" }] });
        deployment.service("caldav", { networks: [{ network: other, ipv4Address: "172.29.0.30" }] });
      },
      text: `
        calendars/host/backend: 1 problem

          ✗ address/unique   the address 172.29.0.30 on messages_internal is also that of calendars/host/caldav
              got       2 containers with 172.29.0.30
              expected  one
              fix       give one of them another \`ipv4Address\`
      `,
    },
  },
  unknown: {
    "an address from a variable beside another one": {
      given: (deployment) => {
        const network = deployment.network("messages", { subnet: SUBNET });
        deployment.service("backend", { networks: [{ network, ipv4Address: deployment.variable("address") }] });
        deployment.service("caldav", { networks: [{ network, ipv4Address: "172.29.0.31" }] });
      },
      what: "two containers on messages have the same fixed address",
      holds: { address: "172.29.0.30" },
      breaks: { address: "172.29.0.31" },
    },
  },
});

describeRule("address/network-parts", {
  passes: {
    "a gateway and a pool of the subnet": (deployment) =>
      void deployment.network("messages", { subnet: SUBNET, gateway: "172.29.0.1", ipRange: "172.29.0.128/25" }),
  },
  fails: {
    "a gateway and a pool of another subnet": {
      given: (deployment) =>
        void deployment.network("messages", { subnet: SUBNET, gateway: "172.30.0.1", ipRange: "172.30.0.128/25" }),
      text: `
        calendars/host/messages: 2 problems

          ✗ address/network-parts   \`gateway\` of messages is 172.30.0.1, which lies outside of its subnet
              got       172.30.0.1
              expected  a part of 172.29.0.0/24
              fix       leave \`gateway\` out, or correct it
              accept    Invariants.of(messages).acknowledge("address/network-parts", "<reason>")

          ✗ address/network-parts   \`ipRange\` of messages is 172.30.0.128/25, which lies outside of its subnet
              got       172.30.0.128/25
              expected  a part of 172.29.0.0/24
              fix       leave \`ipRange\` out, or correct it
              accept    Invariants.of(messages).acknowledge("address/network-parts", "<reason>")
      `,
    },
  },
  unknown: {
    "a subnet from a variable with a gateway": {
      given: (deployment) =>
        void deployment.network("messages", { subnet: deployment.variable("subnet"), gateway: "172.29.0.1" }),
      what: "`gateway` of messages is 172.29.0.1, which lies outside of its subnet",
      holds: { subnet: "172.29.0.0/24" },
      breaks: { subnet: "172.30.0.0/24" },
    },
    "a pool from a variable": {
      given: (deployment) =>
        void deployment.network("messages", { subnet: SUBNET, ipRange: deployment.variable("pool") }),
      what: "`ipRange` of messages is ${var.pool}, which lies outside of its subnet",
      holds: { pool: "172.29.0.128/25" },
      breaks: { pool: "172.30.0.128/25" },
    },
  },
});

describeRule("address/subnets-separate", {
  passes: {
    neighbours: (deployment) => {
      deployment.network("a", { subnet: "172.29.1.0/24" });
      deployment.network("b", { subnet: "172.29.0.0/24", ipv6Subnet: "fd00:29::/64" });
    },
    "equal subnets on two hosts": (deployment) => {
      deployment.network("a", { subnet: SUBNET });
      const mail = deployment.addHost("mail", { engine: "ssh://mail.example.org" });
      deployment.network("b", { subnet: SUBNET, host: mail });
    },
    "a network that two constructs adopt": (deployment) => {
      const facts = { name: "messages_internal", subnet: SUBNET, isAdopted: true };
      deployment.network("a", facts);
      deployment.network("b", facts);
    },
  },
  fails: {
    "two small subnets in a large one": {
      given: (deployment) => {
        deployment.network("large", { subnet: "172.29.0.0/16" });
        deployment.network("small", { subnet: "172.29.4.0/24" });
        deployment.network("smaller", { subnet: "172.29.9.0/28" });
      },
      text: `
        calendars/host/small: 1 problem

          ✗ address/subnets-separate   the subnet of small overlaps with that of large (calendars/host/large)
              got       172.29.4.0/24 and 172.29.0.0/16
              expected  subnets that share no address
              fix       give one of them another \`subnet\`
              accept    Invariants.of(small).acknowledge("address/subnets-separate", "<reason>")

        calendars/host/smaller: 1 problem

          ✗ address/subnets-separate   the subnet of smaller overlaps with that of large (calendars/host/large)
              got       172.29.9.0/28 and 172.29.0.0/16
              expected  subnets that share no address
              fix       give one of them another \`subnet\`
              accept    Invariants.of(smaller).acknowledge("address/subnets-separate", "<reason>")
      `,
    },
    "IPv6 subnets, on an engine that two hosts stand for": {
      given: (deployment) => {
        deployment.network("a", { ipv6Subnet: "fd00:29::/64" });
        const other = deployment.addHost("same-engine");
        deployment.network("b", { ipv6Subnet: "fd00:29::/56", host: other });
      },
      text: `
        calendars/same-engine/b: 1 problem

          ✗ address/subnets-separate   the subnet of b overlaps with that of a (calendars/host/a)
              got       fd00:29::/56 and fd00:29::/64
              expected  subnets that share no address
              fix       give one of them another \`subnet\`
              accept    Invariants.of(b).acknowledge("address/subnets-separate", "<reason>")
      `,
    },
  },
  unknown: {
    "a subnet from a variable beside another one": {
      given: (deployment) => {
        deployment.network("a", { subnet: deployment.variable("subnet") });
        deployment.network("b", { subnet: SUBNET });
      },
      what: "the subnet of a, or another one that only Terraform knows, overlaps with a further one of the host",
      holds: { subnet: "172.30.0.0/24" },
      breaks: { subnet: "172.16.0.0/12" },
    },
  },
});

describeRule("address/same-host", {
  passes: { "a network of the host": (deployment) => withAddress(deployment, "172.29.0.30") },
  fails: {
    "a network of another host": {
      given: (deployment) => {
        const mail = deployment.addHost("mail", { engine: "ssh://mail.example.org" });
        const network = deployment.network("messages", { host: mail });
        deployment.service("backend", { networks: [{ network }] });
      },
      text: `
        calendars/host/backend: 1 problem

          ✗ address/same-host   joins messages, a network of another host
              got       calendars/mail
              expected  calendars/host
              fix       pass a network of calendars/host in \`networks\`, or create the container below calendars/mail
      `,
    },
  },
});

function calledAt(deployment: Deployment, baseUrl: string, fixed?: string): void {
  const network = deployment.network("messages", { subnet: SUBNET });
  const caldav = deployment.service("caldav", { networks: [{ network }] });
  const backend = deployment.external("backend", { networks: [{ network, ipv4Address: fixed }] });
  deployment.callback({ from: caldav, to: backend, baseUrl });
}

describeRule("address/callback-target", {
  passes: {
    "the fixed address of the backend": (deployment) => calledAt(deployment, "http://172.29.0.30:8000", "172.29.0.30"),
  },
  fails: {
    "the address of another container": {
      given: (deployment) => calledAt(deployment, "http://172.29.0.31:8000", "172.29.0.30"),
      text: `
        calendars/host/caldav: 1 problem

          ✗ address/callback-target   calls 172.29.0.31, which is no fixed address of calendars/host/backend on a network of caldav
              got       http://172.29.0.31:8000
              expected  172.29.0.30
              fix       give calendars/host/backend the \`ipv4Address\` 172.29.0.31 on a network of calendars/host/caldav, or call it by a name
              accept    Invariants.of(caldav).acknowledge("address/callback-target", "<reason>")
      `,
    },
    "an address of a backend that has no fixed one": {
      given: (deployment) => calledAt(deployment, "http://172.29.0.30:8000"),
      text: `
        calendars/host/caldav: 1 problem

          ✗ address/callback-target   calls 172.29.0.30, which is no fixed address of calendars/host/backend on a network of caldav
              got       http://172.29.0.30:8000
              expected  a fixed address, of which it has none there
              fix       give calendars/host/backend the \`ipv4Address\` 172.29.0.30 on a network of calendars/host/caldav, or call it by a name
              accept    Invariants.of(caldav).acknowledge("address/callback-target", "<reason>")
      `,
    },
  },
  unknown: {
    "an address of the backend from a variable": {
      given: (deployment) => calledAt(deployment, "http://172.29.0.30:8000", deployment.variable("address")),
      what: "calls 172.29.0.30, which is no fixed address of calendars/host/backend on a network of caldav",
      holds: { address: "172.29.0.30" },
      breaks: { address: "172.29.0.31" },
    },
  },
});
