import { describeRule } from "../rule-cases";

describeRule("platform/cgroup-version", {
  passes: {
    "version 2": (deployment) => {
      const host = deployment.addHost("mail", { cgroupVersion: 2 });
      deployment.service("chatmail", { host, runsSystemd: true });
      deployment.service("web", { host: deployment.addHost("old", { cgroupVersion: 1 }) });
    },
  },
  fails: {
    "version 1": {
      given: (deployment) => {
        const host = deployment.addHost("mail", { cgroupVersion: 1 });
        deployment.service("chatmail", { host, runsSystemd: true });
      },
      text: `
        calendars/mail/chatmail: 1 problem

          ✗ platform/cgroup-version   warning: chatmail runs systemd on a host with control groups of version 1
              got       version 1 on calendars/mail
              expected  version 2
              fix       start the host with systemd.unified_cgroup_hierarchy=1 on its kernel command line, and say \`cgroupVersion: 2\`
              accept    Invariants.of(chatmail).acknowledge("platform/cgroup-version", "<reason>")
      `,
    },
  },
});

describeRule("platform/architecture", {
  passes: {
    "one architecture": (deployment) => {
      const host = deployment.addHost("mail", { architecture: "amd64" });
      deployment.mailServer("chat", { imageArchitecture: "amd64", joined: { host } });
    },
  },
  fails: {
    "an image for another processor": {
      given: (deployment) => {
        const host = deployment.addHost("mail", { architecture: "arm64" });
        deployment.mailServer("chat", { imageArchitecture: "amd64", joined: { host } });
      },
      text: `
        calendars/mail/chat: 1 problem

          ✗ platform/architecture   the image of chat is made for another processor than that of calendars/mail
              got       amd64
              expected  arm64
              fix       run it on another host, or build the image: \`image: ChatmailImage.fromBuild(…)\`
              accept    Invariants.of(chat).acknowledge("platform/architecture", "<reason>")
      `,
    },
  },
});

describeRule("platform/host-network-peers", {
  passes: {
    "a mail server alone, beside a job and services elsewhere": (deployment) => {
      deployment.mailServer("chat", { joined: { usesHostNetwork: true } });
      deployment.job("preflight", { usesHostNetwork: true });
      deployment.service("web");
      const other = deployment.addHost("other", { engine: "ssh://other.example.org" });
      deployment.service("agent", { host: other, usesHostNetwork: true });
    },
  },
  fails: {
    "another service on the network of the host": {
      given: (deployment) => {
        deployment.mailServer("chat", { joined: { usesHostNetwork: true } });
        deployment.external("agent", { usesHostNetwork: true });
      },
      text: `
        calendars/host/chat: 1 problem

          ✗ platform/host-network-peers   warning: chat shares the network of the host with other services
              got       agent
              expected  the mail server alone
              fix       give the others \`networks\` of their own, or another host
              accept    Invariants.of(chat).acknowledge("platform/host-network-peers", "<reason>")
      `,
    },
  },
});

describeRule("platform/inotify-shared", {
  passes: {
    "a mail server alone": (deployment) => {
      deployment.mailServer("chat");
      deployment.job("preflight");
    },
  },
  fails: {
    "other services on its host": {
      given: (deployment) => {
        deployment.mailServer("chat");
        deployment.service("web");
      },
      text: `
        calendars/host/chat: 1 problem

          ✗ platform/inotify-shared   advice: chat shares the limits of inotify with 1 other service
              expected  limits for all of them: 65536 for the mail server, and what the others need
              fix       raise fs.inotify.max_user_instances and fs.inotify.max_user_watches on the host, or give it a host of its own
              accept    Invariants.of(chat).acknowledge("platform/inotify-shared", "<reason>")
      `,
    },
  },
});
