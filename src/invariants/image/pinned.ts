import type { ImageNode, Topology } from "../../topology";
import { matches } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { isByDigest, isMoving, isUnknownImage, pulledImages } from "./version";

/** A name that stands for whatever is newest says nothing about what runs. */
export class ImageIsPinned extends InvariantRule {
  public readonly id = "image/pinned";
  public readonly title = "An image names a version";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "An engine pulls a tag once and keeps what it got: two hosts run different software under one name, a new host gets " +
    "a release that nobody tried, and there is no name to go back to.";

  public check(topology: Topology): Finding[] {
    return pulledImages(topology).map(judge);
  }
}

function judge(image: ImageNode): Finding {
  const { reference, repository, tag } = image;
  const what = `the image ${reference} names no version`;
  const fix = `name one: ${repository}:<version>, better with its digest`;
  if (isUnknownImage(image)) {
    const condition = matches(reference, "(:[^:/@]*[0-9][^:/@]*|@sha256:[0-9a-f]{64})$");
    return Finding.unknown(image, { what, condition, fix: "give it a tag with a version, better with its digest" });
  }
  if (isByDigest(image) || (tag !== undefined && !isMoving(tag))) return Finding.pass(image);
  return Finding.fail(image, {
    what,
    got: tag === undefined ? "no tag, which means latest" : `the tag ${tag}`,
    expected: "an exact version, such as 16.13-bookworm",
    fix,
  });
}
