import type { BaikalServiceProps, DockerHost } from "cdktf-groupware";
import { BaikalService, PostfixRelay, Secret, ServiceNetwork, Smarthost } from "cdktf-groupware";
import type { Json } from "cdktf-groupware/testing";
import { synthesized } from "cdktf-groupware/testing";
import { makeHost } from "../docker/blocks";

/** A server with the least that it needs, on a host of its own unless one is given. */
export function baikal(props: Partial<BaikalServiceProps> = {}, host: DockerHost = makeHost()): BaikalService {
  return new BaikalService(host, "baikal", {
    domain: "calendar.example.org",
    networks: [new ServiceNetwork(host, "dav", { subnet: "172.29.1.0/24" })],
    ...props,
  });
}

/** A relay on a network of its own. */
export function relayOn(host: DockerHost): PostfixRelay {
  return new PostfixRelay(host, "relay", {
    networks: [new ServiceNetwork(host, "mail", { subnet: "172.29.2.0/24" })],
    mailName: "calendar.example.org",
    rootAddress: "cal-bounce@example.org",
    smarthost: Smarthost.of("smtpcal.example.org"),
  });
}

/** A user, with the password in a variable. */
export function user(name: string, more: object = {}) {
  return { name, password: Secret.fromVariable(`password_${name.replace(/[^a-z]/g, "_")}`), ...more };
}

/** The synthesized container of the service. */
export function containerOf(service: BaikalService): Json {
  return synthesized(service).resource(service.node.path);
}

/** The text of the files that one of its jobs writes, in their order. */
export function textsOf(service: BaikalService, volume: "Files" | "Declaration"): string[] {
  const job = synthesized(service).resource(`${service.node.path}/${volume}/Write`);
  return job.upload.map(({ content }: { content: string }) => content);
}

/** What the rules of some families find, as text. */
export function findingsOf(service: BaikalService, rule: string): string[] {
  return synthesized(service)
    .report.findings.filter((finding) => finding.rule === rule)
    .map(({ severity, path, what }) => `${severity} ${path}: ${what}`);
}
