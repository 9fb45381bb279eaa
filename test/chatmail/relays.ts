import type { ChatmailRelayProps, DockerHostProps } from "cdktf-groupware";
import { ChatmailRelay } from "cdktf-groupware";
import type { DockerHost } from "cdktf-groupware";
import { makeHost } from "../docker/blocks";

export const HOST: DockerHostProps = { publicAddresses: ["198.51.100.5", "2001:db8::5"] };

/** A relay with the least that it needs: `calendars/host/chatmail`. */
export function relayOn(host: DockerHost = makeHost(HOST), props: Partial<ChatmailRelayProps> = {}): ChatmailRelay {
  return new ChatmailRelay(host, "chatmail", { mailDomain: "chat.example.org", ...props });
}
