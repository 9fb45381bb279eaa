import { withoutTokens } from "../internal/tokens";
import type { ContainerNode } from "./containers";
import type { DatabaseServerNode } from "./database-servers";
import type { DatabaseNode } from "./databases";
import type { MailRelayNode } from "./mail-relays";
import type { NetworkNode } from "./networks";
import type { TopologyNode } from "./node";
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
    databaseServers: byPath(topology.databaseServers).map(serverView),
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
    mailRoutes: byPath(topology.mailRoutes).map(({ path, client, relay, relayHost, relayPort, senderDomains }) => ({
      path,
      client: client.path,
      relay: relay?.path,
      relayHost,
      relayPort,
      senderDomains,
    })),
    httpRoutes: byPath(topology.httpRoutes).map(({ path, url, target, targetPort }) => ({
      path,
      url,
      target: target.path,
      targetPort,
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
  const { path, host, name, subnet, gateway, ipRange, ipv6Subnet, isInternal, isAdopted } = network;
  return { path, host: host.path, name, subnet, gateway, ipRange, ipv6Subnet, isInternal, isAdopted };
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

function mailRelayView(relay: MailRelayNode) {
  const { path, container, ports, loginPorts, clientNetworks, senderDomains } = relay;
  const { smarthosts, signedDomains, localDomain, bounceAddress, maxMessageBytes } = relay;
  return {
    path,
    container: container.path,
    ports,
    loginPorts,
    clientNetworks,
    senderDomains,
    smarthosts,
    signedDomains,
    localDomain,
    bounceAddress,
    maxMessageBytes,
  };
}

function serverView(server: DatabaseServerNode) {
  return {
    path: server.path,
    container: server.container.path,
    majorVersion: server.majorVersion,
    superuser: server.superuser,
    preloadLibraries: server.preloadLibraries,
    dataDirectory: server.dataDirectory,
    maxConnections: server.maxConnections,
    sharedBuffersMebibytes: server.sharedBuffersMebibytes,
    workMemoryMebibytes: server.workMemoryMebibytes,
    sharedMemoryMebibytes: server.sharedMemoryMebibytes,
    isAdopted: server.isAdopted,
    roles: byPath(server.roles).map(({ path, name, passwordIdentity }) => ({ path, name, password: passwordIdentity })),
    databases: byPath(server.databases).map(databaseView),
  };
}

function databaseView(database: DatabaseNode) {
  const named = (nodes: readonly (TopologyNode & { readonly name: string })[]): string[] =>
    sortedTexts(nodes.map(({ name }) => name));
  return {
    path: database.path,
    name: database.name,
    owner: database.owner,
    extensions: named(database.extensions),
    schemas: named(database.schemas),
    clients: byPath(database.clients).map(({ container, role, maxConnections, schema }) => ({
      container: container.path,
      role,
      maxConnections,
      schema,
    })),
  };
}
