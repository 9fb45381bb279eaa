import type { InvariantRule } from "../rule";
import { ConnectionsSuffice } from "./connections";
import { DataIsMounted } from "./data-mounted";
import { ExtensionIsAvailable } from "./extension-available";
import { ServerHasHealthCheck } from "./health-check";
import { IdentifierIsShort } from "./identifier-length";
import { ImageNamesSuite } from "./image-suite";
import { MemorySuffices } from "./memory";
import { ServerIsNotPublished } from "./not-published";
import { DatabaseIsNotShared } from "./not-shared";
import { ClientIsNoSuperuser } from "./not-superuser";
import { DatabaseHasOneOwner } from "./one-owner";
import { OwnerIsDeclared } from "./owner-declared";
import { PreloadIsPresent } from "./preload-present";
import { DatabaseIsReachable } from "./reachable";
import { NameIsNotReserved } from "./reserved-name";
import { ClientRoleIsDeclared } from "./role-declared";
import { SchemaIsNotShared } from "./schema-not-shared";
import { SharedMemoryIsSet } from "./shared-memory";
import { ClientStartsAfterMaker } from "./starts-after-maker";
import { ServerMayStop } from "./stop-grace";
import { VolumeFitsMajor } from "./volume-layout";

/** Rules about PostgreSQL servers, their databases, and who uses them. */
export function databaseRules(): InvariantRule[] {
  return [
    new OwnerIsDeclared(),
    new DatabaseHasOneOwner(),
    new IdentifierIsShort(),
    new NameIsNotReserved(),
    new ExtensionIsAvailable(),
    new PreloadIsPresent(),
    new ClientRoleIsDeclared(),
    new ClientIsNoSuperuser(),
    new DatabaseIsNotShared(),
    new SchemaIsNotShared(),
    new DatabaseIsReachable(),
    new ClientStartsAfterMaker(),
    new ConnectionsSuffice(),
    new MemorySuffices(),
    new SharedMemoryIsSet(),
    new DataIsMounted(),
    new VolumeFitsMajor(),
    new ImageNamesSuite(),
    new ServerHasHealthCheck(),
    new ServerMayStop(),
    new ServerIsNotPublished(),
  ];
}
