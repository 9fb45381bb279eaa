import type { App } from "cdktf";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { ContainerServiceProps, DockerHostProps, OneShotJobProps } from "cdktf-groupware";
import { ContainerImage, ContainerService, DockerHost, HealthCheck, OneShotJob } from "cdktf-groupware";
import type { Json } from "cdktf-groupware/testing";
import { synthesized, testApp } from "cdktf-groupware/testing";

/** An image that every test may use. */
export const image = ContainerImage.fromRegistry("debian:12.11-slim");

/** A health check that says yes. */
export const healthCheck = HealthCheck.command(["true"]);

/** A host in a stack of an app of its own: `calendars/host`. */
export function makeHost(props: DockerHostProps = {}, app: App = testApp()): DockerHost {
  return new DockerHost(new TerraformStack(app, "calendars"), "host", props);
}

/** A service with the least that it needs. */
export function makeService(
  scope: Construct,
  id: string,
  props: Partial<ContainerServiceProps> = {},
): ContainerService {
  return new ContainerService(scope, id, { image, healthCheck, ...props });
}

/** A job with the least that it needs. */
export function makeJob(scope: Construct, id: string, props: Partial<OneShotJobProps> = {}): OneShotJob {
  return new OneShotJob(scope, id, { image, script: "true", ...props });
}

/** The synthesized configuration of one construct, made below a host of its own. */
export function configOf(make: (host: DockerHost) => Construct): Json {
  const made = make(makeHost());
  return synthesized(made).resource(made.node.path);
}
