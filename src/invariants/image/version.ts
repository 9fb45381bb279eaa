import { isUnknownText } from "../../internal/tokens";
import type { ImageNode, Topology } from "../../topology";
import { ImageSource } from "../../topology";

/** Images that a registry serves. One that is built here is named by the digest of what it is built from. */
export function pulledImages(topology: Topology): ImageNode[] {
  return topology.images.filter(({ source }) => source === ImageSource.REGISTRY);
}

/** Words that publishers move from release to release. */
const MOVING_WORDS =
  /^(latest|stable|edge|main|master|nightly|dev|develop|experimental|rolling|lts|current|production|release|rc|beta|alpha|next|alpine|slim|apache|nginx|bookworm|trixie|bullseye|jammy|noble)(-(alpine|slim|apache|nginx|php[\d.]*))*$/;

/** Whether the tag moves to whatever is newest. */
export function isMoving(tag: string): boolean {
  return MOVING_WORDS.test(tag);
}

/** Whether the tag names one release: two numbers joined by a dot, a date, or the id of a commit. */
export function isExact(tag: string): boolean {
  return /\d+\.\d+|\d{6}|\d{4}-\d\d-\d\d|(^|[^0-9a-z])[0-9a-f]{7,}($|[^0-9a-z])/i.test(tag);
}

/** Whether it names its content, or what names it is known to Terraform only. */
export function isByDigest({ digest }: ImageNode): boolean {
  return digest !== undefined;
}

/** Whether what names the image is known to Terraform only. */
export function isUnknownImage({ reference }: ImageNode): boolean {
  return isUnknownText(reference);
}
