import type { DockerProviderConfig } from "@cdktf/provider-docker/lib/provider";
import type { TerraformStack } from "cdktf";
import type { DockerHostProps } from "./docker-host-props";

/**
 * Shuts out what the environment of the operator would add: a `DOCKER_CONTEXT` wins over `host` even where that is
 * written down, and a `DOCKER_CERT_PATH` breaks `ssh://`. Defaults replace null only, so the empty text does it. (From
 * 4.1.0 on a part of the provider reads `DOCKER_CONTEXT` all the same: docs/operations.md says to unset it.)
 */
const ONLY_WHAT_IS_WRITTEN = {
  context: "",
  certPath: "",
  caMaterial: "",
  certMaterial: "",
  keyMaterial: "",
  sshOpts: [],
};

/** The configuration of a provider for a host. */
export function providerConfig(stack: TerraformStack, props: DockerHostProps): DockerProviderConfig {
  const { engine, sshOptions, certificateDirectory, registries } = props;
  return {
    host: engine,
    ...(engine ? ONLY_WHAT_IS_WRITTEN : {}),
    ...(certificateDirectory ? { certPath: certificateDirectory } : {}),
    ...(sshOptions ? { sshOpts: sshOptions } : {}),
    registryAuth: registries?.map(({ address, user, password }) => ({
      address,
      username: user,
      password: password._expression(stack),
    })),
  };
}
