import type { IConstruct } from "constructs";
import type { Problem } from "../internal/problems";
import { problemError } from "../internal/problems";
import { nearest } from "../internal/words";
import type { ImageFamily } from "./extension-catalogue";
import { PUBLISHED, catalogueEntry, isOfMajor, knownExtensions } from "./extension-catalogue";
import type { PostgresImage } from "./postgres-image";

/**
 * Refuses an extension that the image does not carry.
 *
 * @throws an error that names the images that have it
 */
export function requireCarried(construct: IConstruct, extension: string, image: PostgresImage | undefined): void {
  if (image?._carries(extension) !== false) return;
  throw problemError(construct.node.path, {
    name: `requireExtension("${extension}")`,
    what: "the image of the server does not carry the extension",
    got: image.image.reference,
    ...remedy(extension, image.majorVersion),
  });
}

function remedy(extension: string, major: number): Pick<Problem, "expected" | "fix"> {
  const entry = catalogueEntry(extension);
  if (!entry) {
    const meant = nearest(extension, knownExtensions());
    return {
      expected: "an extension that the image carries",
      fix: meant
        ? `did you mean "${meant}"?`
        : "if the image has it all the same, name it in `extensions` of PostgresImage.custom",
    };
  }
  if (!isOfMajor(entry, major)) {
    const bound = major > (entry.until ?? Infinity) ? `until ${entry.until}` : `since ${entry.since}`;
    return { expected: `a version of PostgreSQL that has it: ${bound}`, fix: "do without it, or change `version`" };
  }
  const package_ = entry.debianPackage?.(major);
  const images = entry.images.map((family: ImageFamily) => PUBLISHED[family].repository);
  return {
    expected: `an image that does: ${[...images, ...(package_ ? [`one with the package ${package_}`] : [])].join(", ")}`,
    fix: package_
      ? `\`image: PostgresImage.withPackages(PostgresImage.official("${major}"), ["${package_}"])\``
      : `\`image: ${PUBLISHED[entry.images[0]].example}\``,
  };
}
