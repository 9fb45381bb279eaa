import type { InvariantRule } from "../rule";
import { StartOrderIsAcyclic } from "./acyclic";
import { ServiceHasHealthCheck } from "./health-check";
import { PredecessorsAreOfHost } from "./same-host";
import { PredecessorsAreOfStack } from "./same-stack";
import { ServiceMayStop } from "./stop-grace";

/** Rules about starting, running and stopping. */
export function lifecycleRules(): InvariantRule[] {
  return [
    new ServiceHasHealthCheck(),
    new ServiceMayStop(),
    new StartOrderIsAcyclic(),
    new PredecessorsAreOfHost(),
    new PredecessorsAreOfStack(),
  ];
}
