import { TerraformStack, TerraformVariable } from "cdktf";
import { ServiceNetwork } from "cdktf-groupware";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { configOf, makeHost, makeService } from "./blocks";

describe("a network", () => {
  test("has its gateway first and hands out addresses from the upper half", () => {
    const config = configOf((host) => new ServiceNetwork(host, "net", { subnet: "172.29.77.0/24" }));

    expect(config).toEqual({
      provider: "docker",
      name: "calendars-net",
      driver: "bridge",
      internal: false,
      ipv6: false,
      ipam_config: [{ subnet: "172.29.77.0/24", gateway: "172.29.77.1", ip_range: "172.29.77.128/25" }],
    });
  });

  test("takes what is said instead", () => {
    const config = configOf(
      (host) =>
        new ServiceNetwork(host, "net", {
          subnet: "172.29.77.0/24",
          gateway: "172.29.77.254",
          ipRange: "172.29.77.64/26",
          internal: true,
          networkName: "messages_internal",
        }),
    );

    expect(config).toMatchObject({
      name: "messages_internal",
      internal: true,
      ipam_config: [{ subnet: "172.29.77.0/24", gateway: "172.29.77.254", ip_range: "172.29.77.64/26" }],
    });
  });

  test("without a subnet leaves all addresses to the engine", () => {
    const config = configOf((host) => new ServiceNetwork(host, "net"));

    expect(config.ipam_config).toBeUndefined();
  });

  test("with IPv6 lists both families, each with its gateway", () => {
    const config = configOf(
      (host) => new ServiceNetwork(host, "net", { subnet: "172.29.77.0/24", ipv6Subnet: "fd00:29::/64" }),
    );

    expect(config.ipv6).toBe(true);
    expect(config.ipam_config).toEqual([
      { subnet: "172.29.77.0/24", gateway: "172.29.77.1", ip_range: "172.29.77.128/25" },
      { subnet: "fd00:29::/64", gateway: "fd00:29::1" },
    ]);
  });

  test("whose subnets only Terraform knows has its gateways and its pool from Terraform", () => {
    const host = makeHost();
    const stack = TerraformStack.of(host);
    const subnet = new TerraformVariable(stack, "subnet", { type: "string" });
    const ipv6Subnet = new TerraformVariable(stack, "ipv6_subnet", { type: "string" });

    const network = new ServiceNetwork(host, "net", {
      subnet: subnet.stringValue,
      ipv6Subnet: ipv6Subnet.stringValue,
    });

    expect(synthesized(host).resource("calendars/host/net").ipam_config).toEqual([
      {
        subnet: "${var.subnet}",
        gateway: "${cidrhost(var.subnet, 1)}",
        ip_range: "${cidrsubnet(var.subnet, 1, 1)}",
      },
      { subnet: "${var.ipv6_subnet}", gateway: "${cidrhost(var.ipv6_subnet, 1)}" },
    ]);
    expect(network.networkNode).toMatchObject({
      subnet: "${var.subnet}",
      gateway: "${cidrhost(var.subnet, 1)}",
      ipRange: "${cidrsubnet(var.subnet, 1, 1)}",
      ipv6Subnet: "${var.ipv6_subnet}",
    });
  });

  test("is joined by its id, so that its replacement replaces who is on it first", () => {
    const host = makeHost();
    const network = new ServiceNetwork(host, "net", { subnet: "172.29.77.0/24" });

    makeService(host, "caldav", { networks: [{ network, aliases: ["dav"], ipv4Address: "172.29.77.9" }] });

    const config = synthesized(host).resource("calendars/host/caldav");
    expect(config.network_mode).toBe("bridge");
    expect(config.networks_advanced).toEqual([
      { name: expect.stringMatching(/^\$\{docker_network\.\w+\.id\}$/), aliases: ["dav"], ipv4_address: "172.29.77.9" },
    ]);
  });
});

describe("a network with addresses that do not fit", () => {
  test("whose subnet is not canonical is refused, with the canonical one", () => {
    const host = makeHost();

    const text = refusalOf(() => new ServiceNetwork(host, "net", { subnet: "172.29.77.9/24" }));

    expect(text).toBe(`calendars/host/net: 1 problem

  ✗ subnet   has a value that does not fit
      got       "172.29.77.9/24"
      expected  an IPv4 subnet in its canonical form, such as 172.29.77.0/24
      fix       give \`subnet\` an IPv4 subnet in its canonical form, such as 172.29.77.0/24`);
  });

  test.each([
    [{ subnet: "172.29.77.0/30" }, "is too small for fixed addresses"],
    [{ subnet: "fd00::/64" }, "an IPv4 subnet in its canonical form, such as 172.29.0.0/24"],
    [{ subnet: "172.29.77.0/24", ipv6Subnet: "FD00:29::/64" }, "such as fd00:29::/64"],
    [{ ipv6Subnet: "fd00:29::/64" }, "ipv6Subnet   needs a subnet"],
    [{ gateway: "172.29.77.1" }, "gateway   needs a subnet"],
    [
      { subnet: "172.29.77.0/24", gateway: "172.29.78.1" },
      "gateway   is no address that a host in the subnet can have",
    ],
    [{ subnet: "172.29.77.0/24", gateway: "172.29.77.255" }, "neither the first nor the last"],
    [{ subnet: "172.29.77.0/24", ipRange: "172.29.78.0/25" }, "ipRange   lies outside the subnet"],
    [{ networkName: "no blanks" }, "networkName   has a value that does not fit"],
    [null, "props   has a value that does not fit"],
  ])("%j is refused", (props, expected) => {
    const host = makeHost();

    expect(refusalOf(() => new ServiceNetwork(host, "net", props as object))).toContain(expected);
  });
});

describe("a network that somebody else made", () => {
  test("is looked up by its name, and what is said of it is checked by Terraform", () => {
    const host = makeHost();

    const network = ServiceNetwork.fromExisting(host, "net", {
      networkName: "messages_internal",
      subnet: "172.29.77.0/24",
    });

    const data = synthesized(host).resource("calendars/host/net");
    expect(data.name).toBe("messages_internal");
    expect(data.lifecycle.postcondition[0]).toEqual({
      condition: '${contains([for config in self.ipam_config : config.subnet], "172.29.77.0/24")}',
      error_message:
        "calendars/host/net: the network messages_internal does not have the subnet 172.29.77.0/24. Correct `subnet` in ServiceNetwork.fromExisting.",
    });
    expect(network.networkNode).toMatchObject({ isAdopted: true, gateway: undefined, ipRange: undefined });
  });

  test("may have a name and a subnet that only Terraform knows", () => {
    const host = makeHost();
    const stack = TerraformStack.of(host);
    const name = new TerraformVariable(stack, "network", { type: "string" });
    const subnet = new TerraformVariable(stack, "subnet", { type: "string" });

    const network = ServiceNetwork.fromExisting(host, "net", {
      networkName: name.stringValue,
      subnet: subnet.stringValue,
    });

    expect(network.networkNode).toMatchObject({ name: "${var.network}", subnet: "${var.subnet}" });
    expect(synthesized(host).resource("calendars/host/net").lifecycle.postcondition[0].condition).toBe(
      "${contains([for config in self.ipam_config : config.subnet], var.subnet)}",
    );
  });

  test("has the subnet that Terraform finds, where none is said", () => {
    const host = makeHost();

    const network = ServiceNetwork.fromExisting(host, "net", { networkName: "messages_internal" });

    expect(network.networkNode.subnet).toMatch(
      /^\$\{\[for config in data\.docker_network\.\w+\.ipam_config : config\.subnet if can\(regex\("\^\[0-9\.\]\+\/", config\.subnet\)\)\]\[0\]\}$/,
    );
  });
});
