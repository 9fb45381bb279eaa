import { withoutTokens } from "../internal/tokens";
import type { ContainerNode } from "./containers";
import type { HttpRouteNode } from "./contracts";
import { databaseServerView } from "./database-json-view";
import type { IngressNode } from "./ingresses";
import type { MailRelayNode } from "./mail-relays";
import type { NetworkNode } from "./networks";
import { byPath, sortedTexts } from "./order";
import type { Topology } from "./topology";

const SCHEMA_VERSION = 1;

/**
 * The topology as JSON. One thing names another by its construct path; what is not known is left out. Where a secret
 * comes from stands in it, never its value nor an expression of it.
 */
export function renderJson(topology: Topology): string {
  const view = {
    schemaVersion: SCHEMA_VERSION,
    hosts: byPath(topology.hosts).map(({ path, name, engine, architecture, cgroupVersion, publicAddresses }) => ({
      path,
      name,
      engine,
      architecture,
      cgroupVersion,
      publicAddresses,
    })),
    networks: byPath(topology.networks).map(networkView),
    containers: byPath(topology.containers).map(containerView),
    volumes: byPath(topology.volumes).map(({ path, host, name, kind, content, isProtected, isAdopted }) => ({
      path,
      host: host.path,
      name,
      kind,
      content,
      isProtected,
      isAdopted,
    })),
    images: byPath(topology.images).map(({ path, host, reference, source, architecture }) => ({
      path,
      host: host.path,
      reference,
      source,
      architecture,
    })),
    databaseServers: byPath(topology.databaseServers).map(databaseServerView),
    secretAgreements: byPath(topology.secretAgreements).map(({ path, name, relation, sides }) => ({
      path,
      name,
      relation,
      sides: sides.map((side) => ({ path: side.construct.node.path, name: side.name, secret: side.identity })),
    })),
    callbacks: byPath(topology.callbacks).map(({ path, from, to, baseUrl, callbackPath, port, allowedHosts }) => ({
      path,
      from: from.path,
      to: to.path,
      baseUrl,
      callbackPath,
      port,
      allowedHosts,
    })),
    mailRelays: byPath(topology.mailRelays).map(mailRelayView),
    mailServers: byPath(topology.mailServers).map(
      ({ path, container, mailDomain, imageArchitecture, connectionsBehindProxy }) => ({
        path,
        container: container.path,
        mailDomain,
        imageArchitecture,
        connectionsBehindProxy,
      }),
    ),
    mailRoutes: byPath(topology.mailRoutes).map((route) => ({
      path: route.path,
      client: route.client.path,
      relay: route.relay?.path,
      relayHost: route.relayHost,
      relayPort: route.relayPort,
      senderDomains: route.senderDomains,
      usesTls: route.usesTls,
      usesImplicitTls: route.usesImplicitTls,
      hasCredentials: route.hasCredentials,
    })),
    ingresses: byPath(topology.ingresses).map(ingressView),
    httpRoutes: byPath(topology.httpRoutes).map(httpRouteView),
    tlsPassthroughs: byPath(topology.tlsPassthroughs).map(
      ({ path, ingress, hosts, target, targetPort, challengePort }) => ({
        path,
        ingress: ingress.path,
        hosts,
        target: target.path,
        targetPort,
        challengePort,
      }),
    ),
    calendarServers: byPath(topology.calendarServers).map(
      ({ path, container, inviteAddress, accounts, clearPasswordPorts }) => ({
        path,
        container: container.path,
        inviteAddress,
        accounts,
        clearPasswordPorts,
      }),
    ),
    software: byPath(topology.software).map(({ path, container, name, version }) => ({
      path,
      container: container.path,
      name,
      version,
    })),
    dnsRecords: byPath(topology.dnsRecords).map(({ path, name, type, value, need, ttlSeconds, output }) => ({
      path,
      name,
      type,
      value,
      need,
      ttlSeconds,
      output,
    })),
    backups: byPath(topology.backups).map((backup) => ({
      path: backup.path,
      container: backup.container.path,
      repository: backup.repository,
      repositoryVolume: backup.repositoryVolume?.path,
      schedule: backup.schedule,
      volumes: sortedTexts(backup.volumes.map(({ path }) => path)),
      databaseServers: sortedTexts(backup.databaseServers.map(({ path }) => path)),
      databases: sortedTexts(backup.databases.map(({ path }) => path)),
      drills: sortedTexts(backup.drills.map(({ path }) => path)),
    })),
    contracts: byPath(topology.contracts).map(({ path, provider, subject, needed, given }) => ({
      path,
      provider: provider.node.path,
      subject,
      needed,
      given,
    })),
  };
  const text = JSON.stringify(
    view,
    (_key, value: unknown) => (typeof value === "string" ? withoutTokens(value) : value),
    2,
  );
  return `${text}\n`;
}

function networkView(network: NetworkNode) {
  const { path, host, name, subnet, gateway, ipRange, ipv6Subnet, isInternal, driver, isAdopted } = network;
  return { path, host: host.path, name, subnet, gateway, ipRange, ipv6Subnet, isInternal, driver, isAdopted };
}

function containerView(container: ContainerNode) {
  const { path, host, name, kind, image, memoryMebibytes, hasHealthCheck, stopGraceSeconds } = container;
  return {
    path,
    host: host.path,
    name,
    kind,
    image: image?.reference,
    memoryMebibytes,
    hasHealthCheck,
    stopGraceSeconds,
    usesHostNetwork: container.usesHostNetwork,
    replicasOf: container.replicasOf?.node.path,
    startsAfter: sortedTexts(container.startsAfter.map(({ node }) => node.path)),
    endpoints: container.endpoints.map(({ network, aliases, ipv4Address }) => ({
      network: network.path,
      aliases,
      ipv4Address,
    })),
    publishedPorts: container.publishedPorts.map(
      ({ address, hostPort, hostPortExpression, containerPort, protocol }) => ({
        address,
        hostPort,
        hostPortExpression,
        containerPort,
        protocol,
      }),
    ),
    runsSystemd: container.runsSystemd,
    hostPorts: container.hostPorts.map(({ address, hostPort, protocol }) => ({ address, hostPort, protocol })),
    mounts: container.mounts.map(({ volume, mountPath, isReadOnly }) => ({
      volume: volume.path,
      mountPath,
      isReadOnly,
    })),
    secrets: container.secrets.map(({ identity, purpose, target }) => ({ secret: identity, purpose, target })),
  };
}

function ingressView(ingress: IngressNode) {
  const { path, container, version, certificates, isStaging, certificateHosts } = ingress;
  const { readTimeoutSeconds, passesChallenges, trustedProxies } = ingress;
  return {
    path,
    container: container.path,
    version,
    certificates,
    isStaging,
    certificateHosts,
    readTimeoutSeconds,
    passesChallenges,
    trustedProxies,
  };
}

function httpRouteView(route: HttpRouteNode) {
  return {
    path: route.path,
    url: route.url,
    target: route.target.path,
    targetPort: route.targetPort,
    ingress: route.ingress?.path,
    publicUrl: route.publicUrl,
    servedPath: route.servedPath,
    allowedHosts: route.allowedHosts,
    wellKnown: route.wellKnown,
    methods: route.methods,
    upgrades: route.upgrades,
    largestUploadBytes: route.largestUploadBytes,
    longestResponseSeconds: route.longestResponseSeconds,
    responseTimeoutSeconds: route.responseTimeoutSeconds,
    strictTransportSeconds: route.strictTransportSeconds,
  };
}

function mailRelayView(relay: MailRelayNode) {
  const { path, container, ports, loginPorts, clientNetworks, senderDomains } = relay;
  const { smarthosts, signedDomains, localDomain, bounceAddress, maxMessageBytes, isAdopted, knowsSenders } = relay;
  return {
    path,
    container: container.path,
    ports,
    loginPorts,
    clientNetworks,
    senderDomains: knowsSenders ? senderDomains : undefined,
    smarthosts,
    signedDomains,
    localDomain,
    bounceAddress,
    maxMessageBytes,
    isAdopted,
  };
}
