import { Image } from "@cdktf/provider-docker/lib/image";
import type { DockerProviderConfig } from "@cdktf/provider-docker/lib/provider";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { Construct } from "constructs";
import { digest } from "../internal/hash";
import { dockerName } from "../internal/names";
import { problemError } from "../internal/problems";
import { visibleOf } from "../internal/visible";
import { Invariants } from "../invariants";
import type { ImageNode } from "../topology";
import { Topology } from "../topology";
import type { DockerHost } from "./docker-host";
import type { ImageRecipe } from "./image-recipe";
import { requireVersions } from "./provider-version";

/**
 * The images of one host, each once. They live in a stack of their own: Terraform stops a container that it replaces
 * before it makes the image, so a failing pull or build in the same stack would be an outage.
 */
export class HostImages {
  private readonly images = new Map<string, ImageNode>();
  private created?: { readonly scope: Construct; readonly provider: DockerProvider };

  public constructor(
    private readonly host: DockerHost,
    private readonly providerConfig: (stack: TerraformStack) => DockerProviderConfig,
  ) {}

  public get stack(): TerraformStack {
    return TerraformStack.of(this.place().scope);
  }

  /** Makes sure that the image is on the engine before any container of the host is made. */
  public require(user: IConstruct, recipe: ImageRecipe): ImageNode {
    const known = this.images.get(recipe.reference);
    if (known) return known;
    const { scope, provider } = this.place();
    const parent = new Construct(scope, imageId(recipe.reference));
    new Image(parent, "Resource", {
      provider,
      name: recipe.reference,
      // Other stacks and other programs may use it; `docker image prune` removes what nobody does.
      keepLocally: true,
      buildAttribute: recipe.build?.(parent),
    });
    const node = Topology.of(this.host).declareImage({
      construct: visibleOf(user),
      host: this.host.hostNode,
      reference: recipe.reference,
      source: recipe.source,
    });
    this.images.set(recipe.reference, node);
    return node;
  }

  private place(): { readonly scope: Construct; readonly provider: DockerProvider } {
    if (!this.created) {
      const stack = imagesStackOf(TerraformStack.of(this.host));
      const scope = new Construct(stack, this.host.node.path.split("/").slice(1).join("-"));
      const isFirst = !stack.node.findAll().some((child) => child instanceof DockerProvider);
      const provider = new DockerProvider(scope, "Provider", {
        ...this.providerConfig(stack),
        alias: isFirst ? undefined : dockerName([scope.node.id]),
      });
      this.created = { scope, provider };
    }
    return this.created;
  }
}

function imagesStackOf(stack: TerraformStack): TerraformStack {
  const parent = stack.node.scope;
  if (!parent) {
    throw problemError(stack.node.path || stack.constructor.name, {
      name: "scope",
      what: "the stack belongs to no app, so its images have no place",
      expected: "a stack below an App",
      fix: "create the stack with an App as its scope",
    });
  }
  const id = `${stack.node.id}-images`;
  const existing = parent.node.tryFindChild(id);
  if (existing instanceof TerraformStack) return existing;
  if (existing) {
    throw problemError(existing.node.path, {
      name: "id",
      what: `is that of the stack for the images of ${stack.node.path}`,
      got: `a ${existing.constructor.name}`,
      expected: "an id that no other construct beside the stack has",
      fix: "give this construct another id",
    });
  }
  const images = new TerraformStack(parent, id);
  stack.addDependency(images);
  requireVersions(images);
  Invariants.of(images).enforceAtSynthesis();
  return images;
}

/** A readable id; the digest keeps two references apart that differ in signs that an id cannot have. */
function imageId(reference: string): string {
  return `${reference.replace(/@sha256:[0-9a-f]+$/, "").replace(/[^A-Za-z0-9]+/g, "-")}-${digest(reference).slice(0, 6)}`;
}
