import type { InvariantRule } from "../rule";
import { MailServerFitsProcessor } from "./architecture";
import { ControlGroupsAreOfVersion2 } from "./cgroup-version";
import { HostNetworkPeersAreTrusted } from "./host-network-peers";
import { InotifyLimitsAreShared } from "./inotify-shared";

/** Rules about the machine below the engine. */
export function platformRules(): InvariantRule[] {
  return [
    new ControlGroupsAreOfVersion2(),
    new MailServerFitsProcessor(),
    new HostNetworkPeersAreTrusted(),
    new InotifyLimitsAreShared(),
  ];
}
