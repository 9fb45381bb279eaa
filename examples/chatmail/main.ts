import { App, TerraformStack } from "cdktf";
import { Architecture, ChatmailRelay, DockerHost, Duration, Size } from "cdktf-groupware";

const app = new App();
const stack = new TerraformStack(app, "chatmail");

const host = new DockerHost(stack, "host", {
  architecture: Architecture.AMD64,
  cgroupVersion: 2,
  publicAddresses: ["198.51.100.5", "2001:db8::5"],
});

new ChatmailRelay(host, "chatmail", {
  mailDomain: "chat.example.com",
  ini: {
    acmeEmail: "admin@example.com",
    maxMailboxSize: Size.mebibytes(500),
    maxMessageSize: Size.mebibytes(50),
    deleteMailsAfter: Duration.days(20),
    privacyMail: "privacy@example.com",
  },
});

app.synth();
