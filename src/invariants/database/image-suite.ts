import { isUnknownText } from "../../internal/tokens";
import type { ImageNode, Topology } from "../../topology";
import { ImageSource } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { ownServers } from "./parts";

/** Releases of the systems that PostgreSQL images are made on. */
const SUITE = /(bullseye|bookworm|trixie|forky|focal|jammy|noble|alpine\d+\.\d+|ubi\d+)/;

/** The order of letters comes from the system below the database. */
export class ImageNamesSuite extends InvariantRule {
  public readonly id = "database/image-suite";
  public readonly title = "The image of a database server names the system that it is made on";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Indexes on text are sorted by the C library. When a tag moves to another system, they are in the wrong order: " +
    "rows are not found, and unique ones are inserted twice.";

  public check(topology: Topology): Finding[] {
    return ownServers(topology).flatMap(({ container: { image } }) =>
      image?.source === ImageSource.REGISTRY ? [judge(image)] : [],
    );
  }
}

function judge(image: ImageNode): Finding {
  const { reference, repository, tag = "", digest } = image;
  const fix = `name it in the tag: ${repository}:<major>.<minor>-<suite>`;
  if (digest !== undefined || SUITE.test(tag)) return Finding.pass(image);
  if (isUnknownText(reference)) {
    const what = `whether ${reference} names the system that it is made on is known to Terraform only`;
    return Finding.unknown(image, { what, fix: "name it in the tag, as in postgres:16.13-bookworm" });
  }
  const what = `the image ${reference} may move to another system`;
  return Finding.fail(image, { what, got: tag, expected: "a tag such as 16.13-bookworm, or a digest", fix });
}
