import type { DockerProvider, DockerProviderConfig } from "@cdktf/provider-docker/lib/provider";
import { DefaultTokenResolver, StringConcat, TerraformStack, TerraformVariable, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { problemError } from "../internal/problems";
import { needsMoreThanVariables, variablesIn } from "../invariants/expression";

/**
 * The configuration of a provider that somebody else made, for a second one in the images stack. The variables that it
 * needs are declared there as well: a reference to those of its own stack would make each stack wait for the other.
 */
export function adoptedConfig(
  host: IConstruct,
  provider: DockerProvider,
  imagesStack: TerraformStack,
): DockerProviderConfig {
  const { host: engine, context, certPath, certMaterial, keyMaterial, caMaterial } = provider;
  const { sshOpts, disableDockerDaemonCheck, registryAuth } = provider;
  const own = { host: engine, context, certPath, certMaterial, keyMaterial, caMaterial };
  const config = withExpressions(provider, { ...own, sshOpts, disableDockerDaemonCheck, registryAuth });
  const text = JSON.stringify(config);
  if (needsMoreThanVariables(text)) throw notKnownEarly(host, provider);
  for (const name of variablesIn(text)) copyVariable(provider, name, imagesStack);
  return config;
}

function withExpressions(scope: IConstruct, config: DockerProviderConfig): DockerProviderConfig {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(config, { scope, resolver, preparing: false }) as DockerProviderConfig;
}

function copyVariable(provider: DockerProvider, name: string, imagesStack: TerraformStack): void {
  if (imagesStack.node.tryFindChild(name)) return;
  const variable = TerraformStack.of(provider)
    .node.findAll()
    .find((child): child is TerraformVariable => child instanceof TerraformVariable && child.friendlyUniqueId === name);
  if (!variable) return;
  const { type, description, sensitive, nullable } = variable;
  const initial: unknown = variable.default;
  new TerraformVariable(imagesStack, name, { type, default: initial, description, sensitive, nullable });
}

function notKnownEarly(host: IConstruct, provider: DockerProvider): Error {
  return problemError(host.node.path, {
    name: "provider",
    what: "is configured by more than variables, but the images stack needs it before anything else is applied",
    got: provider.node.path,
    expected: "a provider that is configured by texts and variables alone",
    fix: "give the provider variables, or leave `provider` out and pass `engine` and `registries`",
  });
}
