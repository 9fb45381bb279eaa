import type { BaikalPlan } from "./baikal-plan";
import { phpMemoryMebibytes } from "./baikal-plan";
import { CONFIG } from "./image-profile";

/** What PHP is told beside what holds for every Baikal, which stands in the image. */
export function renderPhpIni({ timeZone, maxUploadBytes, invites }: BaikalPlan): string {
  // The protocol of msmtp goes to its output, which Apache has closed; its errors go to the log of the container.
  const sendmail = invites ? `"/usr/bin/msmtp --file=${CONFIG}/msmtprc -t >&2"` : "/bin/false";
  return [
    `date.timezone = "${timeZone}"`,
    `memory_limit = ${phpMemoryMebibytes(maxUploadBytes)}M`,
    `post_max_size = ${maxUploadBytes}`,
    `upload_max_filesize = ${maxUploadBytes}`,
    `sendmail_path = ${sendmail}`,
    "",
  ].join("\n");
}
