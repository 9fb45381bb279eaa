import type { z } from "zod";
import { ABSOLUTE_PATH } from "../internal/names";
import { contradiction } from "../internal/schema";
import { show } from "../internal/words";
import type { ChatmailRelayProps } from "./chatmail-relay-props";

/** What the construct writes itself, and what a volume over it would break. */
const RESERVED = [
  ["/etc/chatmail/chatmail.ini", "leave it to `ini`"],
  ["/etc/chatmail-nocreate", "pass `closedRegistration: true` instead"],
  ["/setup_chatmail_docker.sh", "take ChatmailImage.legacy or ChatmailImage.pinned, which bring it"],
] as const;

/** A directory of these keeps what says that the relay is configured, or belongs to `state`. */
const DIRECTORIES = [
  [
    "/etc/chatmail",
    "the note of what was configured would outlive the container, and a new one would stay unconfigured",
  ],
  ["/home/vmail", "`state.mail` is there"],
  ["/etc/dkimkeys", "`state.dkim` is there"],
  ["/var/lib/acme", "`state.acme` is there"],
  ["/var/spool/postfix", "`state.queue` is there"],
  ["/sys/fs/cgroup", "systemd needs the control groups of the host there"],
] as const;

/** Files and directories of one's own leave alone what the construct writes, and what `state` keeps. */
export function filesAreFree(
  { customFiles = [], customDirectories = [] }: Partial<ChatmailRelayProps>,
  context: z.RefinementCtx,
): void {
  const taken = new Set<string>();
  customFiles.forEach(({ path, content }, index) => {
    const reserved = RESERVED.find(([own]) => own === path);
    const problem = !ABSOLUTE_PATH.test(path)
      ? { what: "is at what is no path", fix: "name an absolute path without `.` and `..`" }
      : reserved
        ? { what: "is written by the construct", fix: reserved[1] }
        : taken.has(path)
          ? { what: "is there twice", fix: "remove one of them" }
          : /^\/(run|tmp)\//.test(path)
            ? { what: "would be hidden by a directory in memory", fix: "put it elsewhere" }
            : content === ""
              ? { what: "is empty, which cannot be uploaded", fix: "give it a content" }
              : undefined;
    taken.add(path);
    if (problem) {
      contradiction(context, {
        path: ["customFiles", index],
        what: problem.what,
        got: show(path),
        expected: "a file of the image, with a content",
        fix: problem.fix,
      });
    }
  });
  customDirectories.forEach(({ path, readOnly }, index) => {
    const own = DIRECTORIES.find(([directory]) => directory === path);
    const isSource = readOnly && /^\/opt\/chatmail(-www|\/www)?$/.test(path);
    if (own || isSource) {
      contradiction(context, {
        path: ["customDirectories", index],
        what: own
          ? `must not be mounted: ${own[1]}`
          : "must be writable: the pages of the website are made beside their source",
        got: path,
        expected: own ? "another path" : "`readOnly: false`",
        fix: own ? "mount it elsewhere" : "leave `readOnly` out",
      });
    }
  });
}
