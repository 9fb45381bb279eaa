export * from "./chatmail-image";
export * from "./chatmail-relay";
export * from "./chatmail-relay-props";
export * from "./chatmail-tls";
export * from "./chatmail-traefik";
export * from "./custom-file";
export type { HostRequirements } from "./host-requirements";
export * from "./ini-props";
