import type { InvariantRule } from "../rule";
import { SecretsAreDifferent } from "./different";
import { InboundKeysAreEqual } from "./inbound-key-equal";
import { InternalKeysAreEqual } from "./internal-key-equal";
import { SecretIsNotInlined } from "./not-inlined";
import { SecretIsNotWellKnown } from "./not-well-known";
import { SecretIsOneLine } from "./one-line";
import { OutboundKeysAreEqual } from "./outbound-key-equal";
import { ClientHoldsRolePassword } from "./role-password";
import { SharedSecretIsSame } from "./same";

/** Rules about secrets, by what tells them apart and never by their values. */
export function secretRules(): InvariantRule[] {
  return [
    new InboundKeysAreEqual(),
    new OutboundKeysAreEqual(),
    new InternalKeysAreEqual(),
    new SharedSecretIsSame(),
    new SecretsAreDifferent(),
    new ClientHoldsRolePassword(),
    new SecretIsNotInlined(),
    new SecretIsNotWellKnown(),
    new SecretIsOneLine(),
  ];
}
