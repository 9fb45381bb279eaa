import type { ImageNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { isByDigest, isExact, isMoving, isUnknownImage, pulledImages } from "./version";

/** A major version is a promise of the publisher; a release is a fact. */
export class ImageIsExact extends InvariantRule {
  public readonly id = "image/exact";
  public readonly title = "An image names one release, and not a series of them";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "A tag such as 17 moves with every release of its series, and with the system below it: hosts that pulled it at " +
    "different times differ, and a database may find other collations than those that its indexes were made with.";

  public check(topology: Topology): Finding[] {
    return pulledImages(topology).flatMap((image) => {
      const { tag } = image;
      // Without any version, image/pinned speaks.
      const isNameless = !isByDigest(image) && (tag === undefined || isMoving(tag));
      if (isNameless && !isUnknownImage(image)) return [];
      return [judge(image, tag)];
    });
  }
}

function judge(image: ImageNode, tag: string | undefined): Finding {
  const { reference, repository } = image;
  const fix = `name one release: ${repository}:<major>.<minor>, better with its digest`;
  if (isUnknownImage(image)) {
    const what = `whether ${reference} names one release is known to Terraform only`;
    return Finding.unknown(image, { what, fix: "give it an exact tag, better with its digest" });
  }
  if (isByDigest(image) || (tag !== undefined && isExact(tag))) return Finding.pass(image);
  const what = `the tag of ${reference} moves with every release of its series`;
  return Finding.fail(image, { what, got: tag, expected: "an exact version, such as 16.13-bookworm", fix });
}
