import type { InvariantRule } from "../rule";
import { BounceAddressIsElsewhere } from "./bounce-address";
import { CredentialsAreEncrypted } from "./credentials-encrypted";
import { SendersAreSigned } from "./dkim-covers-senders";
import { InvitationsAreRelayed } from "./invitations-relayed";
import { RelayIsNeverOpen } from "./never-open";
import { MailServerIsNoRelay } from "./not-through-server";
import { DomainHasOneMailServer } from "./one-server-per-domain";
import { ProxyLeavesRoomForClients } from "./proxy-hides-clients";
import { OrganizerIsKnown } from "./organizer-address";
import { PublishedPortNeedsLogin } from "./published-needs-login";
import { RelayIsReachable } from "./reachable";
import { RelayPortAnswers } from "./relay-port";
import { SenderIsAllowed } from "./sender-allowed";
import { SizeLimitsAreOrdered } from "./size-limits";
import { SenderPolicyIsPublished } from "./spf-published";
import { SmarthostTlsMakesSense } from "./tls-sense";
import { RelayHasAWayOut } from "./way-out";

/** Rules about mail. */
export function mailRules(): InvariantRule[] {
  return [
    new RelayIsNeverOpen(),
    new PublishedPortNeedsLogin(),
    new RelayIsReachable(),
    new RelayPortAnswers(),
    new SenderIsAllowed(),
    new RelayHasAWayOut(),
    new CredentialsAreEncrypted(),
    new SmarthostTlsMakesSense(),
    new SizeLimitsAreOrdered(),
    new SendersAreSigned(),
    new SenderPolicyIsPublished(),
    new BounceAddressIsElsewhere(),
    new InvitationsAreRelayed(),
    new OrganizerIsKnown(),
    new MailServerIsNoRelay(),
    new DomainHasOneMailServer(),
    new ProxyLeavesRoomForClients(),
  ];
}
