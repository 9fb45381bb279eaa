import { userAndGroup } from "../internal/leaves";
import { DOCKER_NAME } from "../internal/names";
import { flag, leaf, oneOf, struct, text } from "../internal/schema";
import { VolumeContent } from "../topology";

const volumeName = text("letters, digits, `_`, `.` and `-`, a letter or digit first", DOCKER_NAME);

export const dataVolumeSchema = struct({
  protect: flag().optional(),
  content: oneOf(Object.values(VolumeContent)).optional(),
  volumeName: volumeName.optional(),
});

export const existingVolumeSchema = struct({
  volumeName,
  expects: text(
    "a path from the root of the volume, without `..`",
    /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\0\r\n]+$/,
  ).optional(),
});

export const hostDirectorySchema = struct({
  owner: userAndGroup("999:999"),
  mode: leaf<string>(
    "an octal number of four digits that does not let everybody write, such as 0750",
    (value) => typeof value === "string" && /^0[0-7]{3}$/.test(value) && (Number.parseInt(value, 8) & 0o002) === 0,
  ).optional(),
});

export const mountOptionsSchema = struct({ readOnly: flag().optional() });
