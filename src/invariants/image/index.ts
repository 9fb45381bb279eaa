import type { InvariantRule } from "../rule";
import { ImageFitsArchitecture } from "./architecture";
import { ImageHasDigest } from "./digest";
import { ImageIsExact } from "./exact";
import { ImageIsPinned } from "./pinned";
import { ReleaseWorks } from "./release-broken";
import { ReleaseIsSafe } from "./release-vulnerable";

/** Rules about images. */
export function imageRules(): InvariantRule[] {
  return [
    new ImageIsPinned(),
    new ImageIsExact(),
    new ImageHasDigest(),
    new ImageFitsArchitecture(),
    new ReleaseWorks(),
    new ReleaseIsSafe(),
  ];
}
