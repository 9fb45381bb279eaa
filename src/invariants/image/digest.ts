import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { isByDigest, isUnknownImage, pulledImages } from "./version";

/** Only a digest is the same for everybody for ever. */
export class ImageHasDigest extends InvariantRule {
  public readonly id = "image/digest";
  public readonly title = "An image is named by its digest";
  public readonly severity = Severity.ADVICE;
  public readonly why =
    "Whoever controls the registry can put other content under a tag. A digest names the content itself; it must come " +
    "from a source that you trust, and be changed with every update.";

  public check(topology: Topology): Finding[] {
    return pulledImages(topology).map((image) => {
      if (isByDigest(image)) return Finding.pass(image);
      const fix = `append @sha256:<digest> to the name, as \`docker buildx imagetools inspect\` shows it`;
      if (isUnknownImage(image)) {
        const what = `whether ${image.reference} has a digest is known to Terraform only`;
        return Finding.unknown(image, { what, fix });
      }
      return Finding.fail(image, { what: `the image ${image.reference} has no digest`, fix });
    });
  }
}
