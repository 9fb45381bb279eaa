import type { InvariantRule } from "../rule";
import { BasicAuthIsEncrypted } from "./basic-auth-encrypted";
import { CallbackHostIsAllowed } from "./callback-allowed-hosts";
import { CallbackBaseIsBare } from "./callback-base";
import { CallbackNameIsOwned } from "./callback-name-owned";
import { CallbackPathIsAbsolute } from "./callback-path";
import { CallbackPortIsTargets } from "./callback-port";
import { CallbackIsPlainHttp } from "./callback-scheme";
import { CallbackReachesTarget } from "./callback-target";
import { RouteHasOneTarget } from "./route-one-target";
import { RoutePathIsServed } from "./route-path";
import { WellKnownHasOneOwner } from "./well-known-owner";

/** Rules about requests that containers make to one another, and about public URLs. */
export function httpRules(): InvariantRule[] {
  return [
    new CallbackBaseIsBare(),
    new CallbackPathIsAbsolute(),
    new CallbackIsPlainHttp(),
    new CallbackReachesTarget(),
    new CallbackPortIsTargets(),
    new CallbackNameIsOwned(),
    new CallbackHostIsAllowed(),
    new RouteHasOneTarget(),
    new RoutePathIsServed(),
    new WellKnownHasOneOwner(),
    new BasicAuthIsEncrypted(),
  ];
}
