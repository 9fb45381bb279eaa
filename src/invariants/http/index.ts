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
import { AnswerIsAwaited } from "./response-time";
import { ChallengesReachTheIngress } from "./challenge-reachable";
import { ChallengesReachTheirService } from "./passthrough-challenge";
import { IngressAssumptionsHold } from "./ingress-assumptions";
import { IngressIsMended } from "./ingress-version";
import { PassthroughIsExclusive } from "./passthrough-exclusive";
import { RouteHasCertificate } from "./certificate-name";
import { RouteHostIsAllowed } from "./route-allowed-hosts";
import { RouteIsPublicUrl } from "./route-public-url";
import { RouteSharesNetwork } from "./route-network";
import { StrictTransportNeedsCertificate } from "./strict-transport";
import { TrustedProxiesAreFew } from "./trusted-proxies";
import { UploadHasTime } from "./upload-time";
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
    new RouteIsPublicUrl(),
    new RouteHostIsAllowed(),
    new RouteSharesNetwork(),
    new UploadHasTime(),
    new AnswerIsAwaited(),
    new RouteHasCertificate(),
    new ChallengesReachTheIngress(),
    new StrictTransportNeedsCertificate(),
    new PassthroughIsExclusive(),
    new ChallengesReachTheirService(),
    new TrustedProxiesAreFew(),
    new IngressIsMended(),
    new IngressAssumptionsHold(),
    new RoutePathIsServed(),
    new WellKnownHasOneOwner(),
    new BasicAuthIsEncrypted(),
  ];
}
