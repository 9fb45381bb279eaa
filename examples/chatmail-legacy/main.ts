import { App, TerraformStack } from "cdktf";
import {
  Architecture,
  ChatmailImage,
  ChatmailRelay,
  ContainerImage,
  DataVolume,
  DockerHost,
  ServiceNetwork,
} from "cdktf-groupware";

/** The environment file of the guide. */
const environment = {
  MAIL_DOMAIN: "chat.example.com",
  ACME_EMAIL: "admin@example.com",
  MAX_MESSAGE_SIZE: "50M",
  RECREATE_VENV: "false",
  IS_DEVELOPMENT_INSTANCE: "False",
  CHANGE_KERNEL_SETTINGS: "False",
};

const app = new App();
const stack = new TerraformStack(app, "chatmail-legacy");

const host = new DockerHost(stack, "host", {
  architecture: Architecture.AMD64,
  cgroupVersion: 2,
  publicAddresses: ["198.51.100.5", "2001:db8::5"],
});

const props = ChatmailRelay.propsFromEnvironment(environment);

new ChatmailRelay(host, "chatmail", {
  ...props,
  image: ChatmailImage.legacy(ContainerImage.fromRegistry("registry.example.com/chatmail-relay:2025.8.24")),
  network: new ServiceNetwork(host, "mail", { subnet: "172.29.25.0/24" }),
  legacy: {
    ...props.legacy,
    checkout: DataVolume.hostDirectory(host, "checkout", "/srv/chatmail/relay", { owner: "0:0" }),
  },
});

app.synth();
