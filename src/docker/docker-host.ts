import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { Construct } from "constructs";
import { dockerName } from "../internal/names";
import { problemError } from "../internal/problems";
import { validate } from "../internal/schema";
import { visibleOf } from "../internal/visible";
import { Invariants } from "../invariants";
import type { HostNode } from "../topology";
import { Topology } from "../topology";
import { adoptedConfig } from "./adopted-provider";
import { ContainerImage } from "./container-image";
import type { DockerHostProps } from "./docker-host-props";
import { dockerHostSchema } from "./docker-host-schema";
import { HostImages } from "./host-images";
import { providerConfig } from "./provider-config";
import { requireVersions } from "./provider-version";

/**
 * A machine with a Docker engine. Whatever stands below it in the tree runs on it.
 *
 * It brings the provider with which Terraform reaches the engine, and an images stack, `<stack>-images`, that is applied
 * first: a pull or build that fails then stops nothing that runs.
 */
export class DockerHost extends Construct {
  /**
   * The host on which a construct runs: the nearest `DockerHost` above it.
   *
   * @param scope - a construct
   * @throws an error when there is no host above it
   */
  public static of(scope: IConstruct): DockerHost {
    for (let at: IConstruct | undefined = scope; at; at = at.node.scope) {
      if (at instanceof DockerHost) return at;
    }
    const seen = visibleOf(scope);
    throw problemError(seen.node.path, {
      name: "scope",
      what: "runs on no host",
      got: `a scope without a DockerHost above it: ${pathOf(seen.node.scope)}`,
      expected: "a DockerHost, or a construct below one",
      fix: 'create it below a host: pass `new DockerHost(stack, "host")` as its scope',
    });
  }

  /** The provider with which Terraform reaches the engine. */
  public readonly provider: DockerProvider;

  /** What the names of all containers, networks and volumes on this host start with. */
  public readonly namePrefix: string;

  /** The image in which small jobs of the library run. */
  public readonly toolsImage: ContainerImage;

  /** Whether the kernel counts swap. */
  public readonly hasSwapAccounting: boolean;

  /** The host in the topology. */
  public readonly hostNode: HostNode;

  /**
   * The images of the host.
   *
   * @internal
   */
  public readonly _images: HostImages;

  /**
   * @param scope - a stack, or a construct in one
   * @param id - the id of the host
   * @param props - how it is reached, and what is known of it
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: DockerHostProps = {}) {
    super(scope, id);
    validate(this, dockerHostSchema, props);
    const stack = stackOf(this);
    if (props.provider) requireOfStack(props.provider, this, stack);

    this.provider = props.provider ?? this.createProvider(stack, props);
    this.namePrefix = props.namePrefix ?? `${dockerName([stack.node.id])}-`;
    this.toolsImage = props.toolsImage ?? ContainerImage.fromRegistry("debian:12.11-slim");
    this.hasSwapAccounting = props.hasSwapAccounting ?? true;
    this.hostNode = Topology.of(this).declareHost({
      construct: this,
      name: id,
      engine: this.provider.host ?? this.provider.context,
      architecture: props.architecture,
      cgroupVersion: props.cgroupVersion,
      publicAddresses: props.publicAddresses,
    });
    this._images = new HostImages(this, (imagesStack) =>
      props.provider ? adoptedConfig(this, props.provider, imagesStack) : providerConfig(imagesStack, props),
    );
    requireVersions(stack);
    Invariants.of(this).enforceAtSynthesis();
  }

  /**
   * The stack of the images of this host. Give it the backend of your own stack where you deploy from CI.
   *
   * Terraform applies it before the stack of the host.
   */
  public get imagesStack(): TerraformStack {
    return this._images.stack;
  }

  /**
   * The name on the engine for what a construct makes: the prefix and the ids below the host. Ids that only tell the
   * parts of one thing apart, `Resource` and `Service`, are left out.
   *
   * @internal
   */
  public _nameOf(construct: IConstruct): string {
    const own = construct.node.scopes.slice(this.node.scopes.length).map(({ node }) => node.id);
    const telling = own.filter((part) => part !== "Resource" && part !== "Service");
    return `${this.namePrefix}${dockerName(telling.length > 0 ? telling : own)}`;
  }

  private createProvider(stack: TerraformStack, props: DockerHostProps): DockerProvider {
    return new DockerProvider(this, "Provider", {
      ...providerConfig(stack, props),
      alias: aliasFor(stack, this),
    });
  }
}

function stackOf({ node }: DockerHost): TerraformStack {
  const stack = node.scopes.find((scope) => TerraformStack.isStack(scope));
  if (stack) return stack;
  throw problemError(node.path, {
    name: "scope",
    what: "belongs to no stack",
    got: `a scope without a TerraformStack above it: ${pathOf(node.scope)}`,
    expected: "a TerraformStack, or a construct below one",
    fix: 'create it below a stack: pass `new TerraformStack(app, "groupware")` as its scope',
  });
}

function requireOfStack(provider: DockerProvider, { node }: DockerHost, stack: TerraformStack): void {
  const other = TerraformStack.of(provider);
  if (other === stack) return;
  throw problemError(node.path, {
    name: "provider",
    what: "is of another stack, and Terraform knows it there alone",
    got: provider.node.path,
    expected: `a provider of ${stack.node.path}`,
    fix: "create a DockerProvider in the stack of the host, or leave `provider` out and pass `engine`",
  });
}

function pathOf(scope: IConstruct | undefined): string {
  return scope === undefined || scope.node.path === "" ? "the app" : scope.node.path;
}

/** The first provider of a stack has no alias, so that resources that a user writes by hand find it. */
function aliasFor(stack: TerraformStack, host: DockerHost): string | undefined {
  const isFirst = !stack.node.findAll().some((child) => child instanceof DockerProvider);
  return isFirst ? undefined : dockerName(host.node.path.split("/").slice(1)).replace(/[^a-z0-9_-]/g, "-");
}
