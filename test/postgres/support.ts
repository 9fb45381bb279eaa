import type { App } from "cdktf";
import { TerraformStack } from "cdktf";
import type { PostgresWithExtensionsProps } from "cdktf-groupware";
import { ContainerImage, DockerHost, PostgresWithExtensions, ServiceNetwork } from "cdktf-groupware";
import { testApp } from "cdktf-groupware/testing";

/** A program with one host, one network, and room for a server. */
export class Program {
  public readonly app: App = testApp();
  public readonly host: DockerHost;
  public readonly network: ServiceNetwork;

  public constructor() {
    this.host = new DockerHost(new TerraformStack(this.app, "stack"), "host", {
      toolsImage: ContainerImage.fromRegistry("debian:12.11-slim"),
    });
    this.network = new ServiceNetwork(this.host, "net", { subnet: "172.29.0.0/24" });
  }

  public postgres(props: Partial<PostgresWithExtensionsProps> = {}): PostgresWithExtensions {
    return new PostgresWithExtensions(this.host, "postgres", { network: this.network, version: "16", ...props });
  }
}
