import { mountableVolume } from "../docker/handles-schema";
import { struct, text } from "../internal/schema";

const relativePath = text(
  "a path from the root of the directory, without blanks and `..`, such as live/chat.example.org/fullchain.pem",
  /^(?!\/)(?!(.*\/)?\.{1,2}(\/|$))[A-Za-z0-9._+@=-]+(\/[A-Za-z0-9._+@=-]+)*$/,
);

export const certificateFilesSchema = struct({
  directory: mountableVolume,
  certificate: relativePath,
  privateKey: relativePath,
});
