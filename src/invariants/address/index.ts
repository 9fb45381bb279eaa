import type { InvariantRule } from "../rule";
import { CallbackAddressIsTargets } from "./callback-target";
import { AddressIsOfHost } from "./host-part";
import { AddressInSubnet } from "./in-subnet";
import { NetworkPartsFit } from "./network-parts";
import { AddressIsNotGateway } from "./not-gateway";
import { AddressOutsidePool } from "./outside-pool";
import { PoolIsSeparate } from "./pool-separate";
import { NetworkIsOfHost } from "./same-host";
import { SubnetKnown } from "./subnet-known";
import { SubnetsAreSeparate } from "./subnets-separate";
import { AddressIsUnique } from "./unique";

/** Rules about addresses and networks. */
export function addressRules(): InvariantRule[] {
  return [
    new SubnetKnown(),
    new AddressInSubnet(),
    new AddressIsOfHost(),
    new AddressIsNotGateway(),
    new AddressOutsidePool(),
    new PoolIsSeparate(),
    new AddressIsUnique(),
    new NetworkPartsFit(),
    new SubnetsAreSeparate(),
    new NetworkIsOfHost(),
    new CallbackAddressIsTargets(),
  ];
}
