import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { ipAddress } from "../internal/leaves";
import {
  consistent,
  contradiction,
  flag,
  instance,
  leaf,
  line,
  list,
  oneOf,
  secretLeaf,
  struct,
  text,
} from "../internal/schema";
import { ContainerImage } from "./container-image";
import { Architecture } from "./docker-host-props";
import { Secret } from "./secret";

const registry = struct({
  address: text("a host name with an optional port, such as registry.example.org", /^[A-Za-z0-9.-]+(:\d+)?$/),
  user: line(),
  password: secretLeaf<Secret>(
    'a Secret, such as Secret.fromVariable("registry_password")',
    (value) => value instanceof Secret,
  ),
});

const OF_OWN_PROVIDER = ["engine", "sshOptions", "certificateDirectory", "registries"] as const;

export const dockerHostSchema = consistent(
  struct({
    engine: text(
      "unix:///path, tcp://host:port or ssh://user@host, known when Terraform plans",
      /^(unix:\/\/\/|tcp:\/\/|ssh:\/\/|npipe:\/\/)[^\s${}]+$/,
    ).optional(),
    sshOptions: list(line()).optional(),
    certificateDirectory: line().optional(),
    provider: instance("DockerProvider", () => DockerProvider, 'new DockerProvider(stack, "docker")').optional(),
    registries: list(registry).optional(),
    architecture: oneOf(Object.values(Architecture)).optional(),
    cgroupVersion: leaf<number>("1 or 2", (value) => value === 1 || value === 2).optional(),
    publicAddresses: list(ipAddress("an IP address")).optional(),
    hasSwapAccounting: flag().optional(),
    namePrefix: text(
      "nothing, or letters, digits, `_`, `.` and `-`, a letter or digit first",
      /^([a-zA-Z0-9][a-zA-Z0-9_.-]*)?$/,
    ).optional(),
    toolsImage: instance(
      "ContainerImage",
      () => ContainerImage,
      'ContainerImage.fromRegistry("debian:12.11-slim")',
    ).optional(),
  }),
  (props, context) => {
    for (const key of OF_OWN_PROVIDER) {
      if (props.provider !== undefined && props[key] !== undefined) {
        contradiction(context, {
          path: [key],
          what: "belongs to a provider of our own, but `provider` is given",
          expected: "one of them",
          fix: `set it on the provider, or leave \`provider\` out`,
        });
      }
    }
    if (props.sshOptions !== undefined && !props.engine?.startsWith("ssh://")) {
      contradiction(context, {
        path: ["sshOptions"],
        what: "has an effect on `ssh://` alone",
        got: props.engine ?? "no engine",
        expected: '`engine: "ssh://user@host"` beside it',
        fix: "set `engine`, or leave `sshOptions` out",
      });
    }
  },
);
