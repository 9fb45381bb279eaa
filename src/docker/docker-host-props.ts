import type { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import type { ContainerImage } from "./container-image";
import type { Secret } from "./secret";

/** The architecture of a processor, as Docker names it. */
export enum Architecture {
  /** 64-bit x86. */
  AMD64 = "amd64",
  /** 64-bit ARM. */
  ARM64 = "arm64",
}

/** A private registry, and who asks it. */
export interface RegistryCredentials {
  /**
   * The address of the registry, as it stands in front of the first `/` of an image. For Docker Hub with a provider of
   * version 3 it is the host of its registry API.
   */
  readonly address: string;

  /** The account. */
  readonly user: string;

  /**
   * The password or access token. The provider needs it while it plans, so it cannot be one that lies on the host:
   * use `Secret.fromVariable`, `Secret.fromLocalFile` or `Secret.fromToken`.
   */
  readonly password: Secret;
}

/** Props of `DockerHost`. */
export interface DockerHostProps {
  /**
   * How Terraform reaches the engine: `unix:///var/run/docker.sock`, `tcp://…` or `ssh://user@host:port`. It must be
   * known when Terraform plans.
   *
   * @default - what `DOCKER_HOST` says where Terraform runs, else the local socket
   */
  readonly engine?: string;

  /**
   * Further flags for `ssh`, for example `["-o", "StrictHostKeyChecking=accept-new"]`.
   *
   * @default - none
   */
  readonly sshOptions?: string[];

  /**
   * A directory with `ca.pem`, `cert.pem` and `key.pem` for an engine behind `tcp://`.
   *
   * @default - none
   */
  readonly certificateDirectory?: string;

  /**
   * A provider that the stack already has, instead of one of its own.
   *
   * @default - a provider is made from the props above
   */
  readonly provider?: DockerProvider;

  /**
   * Private registries from which the engine pulls.
   *
   * @default - public images only, or what Docker's own configuration knows where Terraform runs
   */
  readonly registries?: RegistryCredentials[];

  /**
   * The architecture of the processor. Rules compare images with it.
   *
   * @default - not known
   */
  readonly architecture?: Architecture;

  /**
   * Version of the control groups of the kernel: 1 or 2.
   *
   * @default - not known
   */
  readonly cgroupVersion?: number;

  /**
   * Addresses under which the internet reaches the host.
   *
   * @default - none known
   */
  readonly publicAddresses?: string[];

  /**
   * Whether the kernel counts swap. Where it does not, the engine forgets the limit, and Terraform would want to set
   * it again in every plan.
   *
   * @default true
   */
  readonly hasSwapAccounting?: boolean;

  /**
   * What the names of all containers, networks and volumes on this host start with, so that several programs share one
   * engine. An empty text is allowed.
   *
   * @default - the id of the stack and a hyphen
   */
  readonly namePrefix?: string;

  /**
   * The image in which small jobs of the library run: any with a POSIX shell and the usual tools.
   *
   * @default ContainerImage.fromRegistry("debian:12.11-slim")
   */
  readonly toolsImage?: ContainerImage;
}
