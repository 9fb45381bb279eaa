import type { InvariantRule } from "../rule";
import { AliasIsUnique } from "./alias-unique";
import { ContainerNameIsUnique } from "./container-unique";
import { DnsRecordsAgree } from "./dns-records-agree";
import { NetworkNameIsUnique } from "./network-unique";
import { UrlHostHasNoUnderscore } from "./url-host";
import { NameIsValid } from "./valid";
import { VolumeNameIsUnique } from "./volume-unique";

/** Rules about names on an engine. */
export function nameRules(): InvariantRule[] {
  return [
    new NameIsValid(),
    new ContainerNameIsUnique(),
    new NetworkNameIsUnique(),
    new VolumeNameIsUnique(),
    new AliasIsUnique(),
    new UrlHostHasNoUnderscore(),
    new DnsRecordsAgree(),
  ];
}
