import type { z } from "zod";
import type { AddressRange } from "../internal/ip";
import { canonicalCidr, contains, containsRange, formatAddress, parseCidr } from "../internal/ip";
import { ipv4Address } from "../internal/leaves";
import { DOCKER_NAME } from "../internal/names";
import { consistent, contradiction, flag, leaf, struct, text, tokenOr } from "../internal/schema";
import { isUnknown } from "../internal/tokens";

const name = text("letters, digits, `_`, `.` and `-`, a letter or digit first", DOCKER_NAME);

/** Not canonical is refused, because the engine would store it otherwise and Terraform would plan a change for ever. */
function cidr(family: 4 | 6, example: string) {
  return tokenOr(
    leaf<string>(
      (value) => `an IPv${family} subnet in its canonical form, such as ${meantCidr(family, value) ?? example}`,
      (value) => meantCidr(family, value) === value,
    ),
  );
}

function meantCidr(family: 4 | 6, value: unknown): string | undefined {
  return typeof value === "string" && parseCidr(value)?.family === family ? canonicalCidr(value) : undefined;
}

interface AddressProps {
  readonly subnet?: string;
  readonly gateway?: string;
  readonly ipRange?: string;
  readonly ipv6Subnet?: string;
}

function addressesFit(props: AddressProps, context: z.RefinementCtx): void {
  const { subnet, gateway, ipRange } = props;
  for (const key of ["gateway", "ipRange", "ipv6Subnet"] as const) {
    if (props[key] !== undefined && subnet === undefined) {
      contradiction(context, {
        path: [key],
        what: "needs a subnet",
        got: props[key],
        expected: "`subnet` beside it",
        fix: `pass \`subnet\`, or leave \`${key}\` out`,
      });
    }
  }
  const range = subnet === undefined || isUnknown(subnet) ? undefined : parseCidr(subnet);
  if (!range) return;
  if (range.prefix > 29) {
    contradiction(context, {
      path: ["subnet"],
      what: "is too small for fixed addresses beside those that the engine hands out",
      got: subnet,
      expected: "a prefix of 29 or less",
      fix: "give `subnet` a shorter prefix",
    });
  }
  if (gateway !== undefined && !isUnknown(gateway) && !isHostIn(range, gateway)) {
    contradiction(context, {
      path: ["gateway"],
      what: "is no address that a host in the subnet can have",
      got: gateway,
      expected: `an address in ${subnet}, neither the first nor the last`,
      fix: "leave `gateway` out to get the first one for hosts",
    });
  }
  const pool = ipRange === undefined || isUnknown(ipRange) ? undefined : parseCidr(ipRange);
  if (pool && !containsRange(range, pool)) {
    contradiction(context, {
      path: ["ipRange"],
      what: "lies outside the subnet",
      got: ipRange,
      expected: `a part of ${subnet}`,
      fix: "leave `ipRange` out to get the upper half",
    });
  }
}

function isHostIn(range: AddressRange, address: string): boolean {
  const edges = [formatAddress(range.family, range.first), formatAddress(range.family, range.last)];
  return contains(range, address) && !edges.includes(address);
}

const addresses = {
  subnet: cidr(4, "172.29.0.0/24").optional(),
  gateway: tokenOr(ipv4Address("172.29.0.1")).optional(),
  ipRange: cidr(4, "172.29.0.128/25").optional(),
};

export const serviceNetworkSchema = consistent(
  struct({
    ...addresses,
    ipv6Subnet: cidr(6, "fd00:29::/64").optional(),
    internal: flag().optional(),
    networkName: name.optional(),
  }),
  addressesFit,
);

export const existingNetworkSchema = consistent(struct({ ...addresses, networkName: tokenOr(name) }), addressesFit);
